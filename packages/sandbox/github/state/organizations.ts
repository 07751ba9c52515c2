import { formatMoment } from '../../company/calendar.ts'
import { newRuleset, newSaml } from '../../company/github-defaults.ts'
import type {
  GithubActionsPolicy,
  GithubInstallation,
  GithubOrganization,
  GithubOrganizationSettings,
  GithubRuleset,
  GithubWebhook,
} from '../../company/github-world.ts'
import type { Records } from './records.ts'

type Profile = Omit<
  GithubOrganization,
  'id' | 'login' | 'settings' | 'actions' | 'members' | 'teams' | 'repositories' | 'rulesets'
>

export function changeOrganizations(records: Records) {
  return {
    /** Plan, verified domain, enterprise owners … */
    changeOrganization: (organization: string, change: Partial<Profile>) => {
      Object.assign(records.organization(organization), change)
    },
    changeSettings: (organization: string, change: Partial<GithubOrganizationSettings>) => {
      Object.assign(records.organization(organization).settings, change)
    },
    changeActions: (organization: string, change: Partial<GithubActionsPolicy>) => {
      Object.assign(records.organization(organization).actions, change)
    },
    /** From now on a token needs its owner's authorization for this organization. */
    enforceSso: (organization: string) => {
      const org = records.organization(organization)
      org.saml = newSaml(records.now(), {
        issuer: `https://idp.example/${org.login}`,
        ssoUrl: `https://idp.example/${org.login}/sso`,
      })
    },
    dropSso: (organization: string) => {
      records.organization(organization).saml = null
    },
    addRuleset: (
      organization: string,
      sketch: Pick<GithubRuleset, 'name'> & Partial<Omit<GithubRuleset, 'id' | 'name'>>,
    ) => {
      const repositories = { include: ['~ALL'], exclude: [] }
      const ruleset = newRuleset(records.now(), { id: records.takeId(), repositories, ...sketch })
      records.organization(organization).rulesets.push(ruleset)
    },
    changeRuleset: (organization: string, name: string, change: Partial<Omit<GithubRuleset, 'id'>>) => {
      const found = records.organization(organization).rulesets.find((ruleset) => ruleset.name === name)
      if (!found) throw new Error(`${organization} has no ruleset ${name}`)
      Object.assign(found, change)
    },
  }
}

export function changeIntegrations(records: Records) {
  const installation = (organization: string, slug: string): GithubInstallation => {
    const found = records.organization(organization).installations.find((one) => one.appSlug === slug)
    if (!found) throw new Error(`${organization} has no app ${slug}`)
    return found
  }
  return {
    addWebhook: (organization: string, sketch: Pick<GithubWebhook, 'url'> & Partial<Omit<GithubWebhook, 'id'>>) => {
      const moment = formatMoment(records.now())
      records.organization(organization).webhooks.push({
        id: records.takeId(),
        active: true,
        hasSecret: true,
        insecureSsl: false,
        contentType: 'json',
        events: ['push'],
        createdAt: moment,
        updatedAt: moment,
        ...sketch,
      })
    },
    removeWebhook: (organization: string, url: string) => {
      const org = records.organization(organization)
      org.webhooks = org.webhooks.filter((webhook) => webhook.url !== url)
    },
    changeInstallation: (organization: string, slug: string, change: Partial<GithubInstallation>) => {
      Object.assign(installation(organization, slug), change)
    },
    removeInstallation: (organization: string, slug: string) => {
      const gone = installation(organization, slug)
      const org = records.organization(organization)
      org.installations = org.installations.filter((one) => one !== gone)
    },
  }
}
