import type {
  GithubActionsPolicy,
  GithubBranchProtection,
  GithubDeployKey,
  GithubInstallation,
  GithubMember,
  GithubOrganization,
  GithubOutsideCollaborator,
  GithubRepository,
  GithubTeam,
  GithubWebhook,
} from './github.ts'

/** Stream id → the shape of its records' data. A stream reads one kind of record, so the id names the kind too. */
export interface RecordKinds {
  'github.organization': GithubOrganization
  'github.actions_policy': GithubActionsPolicy
  'github.member': GithubMember
  'github.outside_collaborator': GithubOutsideCollaborator
  'github.team': GithubTeam
  'github.repository': GithubRepository
  'github.branch_protection': GithubBranchProtection
  'github.deploy_key': GithubDeployKey
  'github.installation': GithubInstallation
  'github.webhook': GithubWebhook
}

export type StreamId = keyof RecordKinds
