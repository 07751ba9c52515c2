import type { GithubRepository } from './github-world.ts'

type Workflow = GithubRepository['workflows'][number]

const commit = '8ade135a41bc03ea155e62e844d188df1ea18608'

const sound: Workflow = {
  name: 'ci.yml',
  text: `name: CI
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: tidewatch/scan-action@${commit} # v3.2.0
      - run: make test
`,
}

const release = (extra = ''): Workflow => ({
  name: 'release.yml',
  text: `name: Release
on:
  push:
    tags: ['v*']
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: quaymaster/publish-image@v2
        with:
          token: \${{ secrets.REGISTRY_TOKEN }}
${extra}`,
})

/** Greets contributors, and builds what they propose with the rights of the repository. */
const welcome: Workflow = {
  name: 'welcome.yml',
  text: `name: Welcome
on: pull_request_target
permissions: write-all
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          ref: \${{ github.event.pull_request.head.sha }}
      - run: |
          npm ci && npm run preview
          echo "Thanks for \${{ github.event.pull_request.title }}"
`,
}

const onOwnMachine: Workflow = {
  name: 'e2e.yaml',
  text: `on: [pull_request]
permissions: {}
jobs:
  browsers:
    runs-on: [self-hosted, linux, x64]
    steps:
      - uses: actions/checkout@v4
      - run: ./e2e.sh
`,
}

const handsOver: Workflow = {
  name: 'deploy.yml',
  text: `on: workflow_dispatch
permissions:
  id-token: write
jobs:
  deploy:
    uses: cloudlane/workflows/.github/workflows/deploy.yml@main
    secrets: inherit
`,
}

const special: Record<string, Workflow[]> = {
  'portal-status': [sound, welcome, onOwnMachine],
  'platform-deploy': [sound, release(), handsOver],
  'platform-images': [release()],
  'freight-engine': [sound, release('      - run: ./notify.sh "$GITHUB_REF_NAME"\n')],
}

const plain = ['data-', 'freight-', 'platform-', 'portal-', 'mobile-']

/** What the repositories run: most of them one sound workflow, some of them something to find. */
export function settleWorkflows(repositories: readonly GithubRepository[]): void {
  for (const repository of repositories) {
    const own = special[repository.name]
    if (own) repository.workflows = own
    else if (plain.some((prefix) => repository.name.startsWith(prefix))) repository.workflows = [sound]
  }
}
