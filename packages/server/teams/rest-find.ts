import { AppError } from '@rollcall/core'
import { findOrganization, type OrganizationRow } from '../store/organizations.ts'
import { findTeamView, type TeamView } from '../store/teams.ts'
import { type Person, personNamed } from './organizations.ts'
import { type Call, RestProblem } from './rest-call.ts'

export async function organizationIn({ db, doing, params }: Call): Promise<OrganizationRow> {
  const row = await findOrganization(db, doing.enterprise.id, params.org ?? '')
  if (!row) throw new AppError('request.not_found', { what: `The organization ${params.org}` })
  return row
}

/** The team that the path names. One of the enterprise is refused where GitHub has only those of organizations. */
export async function teamIn(call: Call): Promise<{ team: TeamView; organization: OrganizationRow }> {
  const { db, doing, params } = call
  if (params.team_id !== undefined) return teamNumbered(call, params.team_id)
  const organization = await organizationIn(call)
  const slug = params.slug ?? ''
  const team = await findTeamView(db, doing.enterprise.id, { slug, scope: { organizationId: organization.id } })
  if (team) return { team, organization }
  if (await findTeamView(db, doing.enterprise.id, { slug, scope: 'enterprise' }))
    throw new RestProblem('enterprise team', [
      {
        resource: 'Team',
        field: 'slug',
        code: 'unprocessable',
        message: `${slug} is a team of the enterprise. Use /enterprises/${doing.enterprise.slug}/teams/${slug} for it.`,
      },
    ])
  throw new AppError('request.not_found', { what: `The team ${organization.login}/${slug}` })
}

/** GitHub has only teams of organizations there. */
async function teamNumbered({ db, doing, params }: Call, given: string) {
  const id = /^\d{1,15}$/.test(given) ? Number(given) : 0
  const team = await findTeamView(db, doing.enterprise.id, { id })
  const organization =
    team?.organization && [undefined, String(team.organization.id)].includes(params.organization_id)
      ? await findOrganization(db, doing.enterprise.id, team.organization.login)
      : undefined
  if (!team || !organization) throw new AppError('request.not_found', { what: `The team ${given.slice(0, 20)}` })
  return { team, organization }
}

/** The person in the path; 404 where a login in the body would be a mistake of 422. */
export async function personIn(call: Call): Promise<Person> {
  const login = call.params.username ?? ''
  try {
    return await personNamed(call, login)
  } catch (error) {
    if ((error as { status?: number }).status !== 422) throw error
    throw new AppError('request.not_found', { what: `The user ${login}` }, { cause: error })
  }
}
