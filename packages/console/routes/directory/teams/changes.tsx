import type { Team, TeamPreview } from '@rollcall/api'
import { Loading } from '../../../ui/empty.tsx'
import { FormProblem } from '../../../ui/form-problem.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { plural } from '../../../ui/words.ts'

/** What would change, found out by doing it and taking it back. */
export function Changes({ data, error, team }: { data: TeamPreview | undefined; error: Error | null; team: Team }) {
  if (error) return <FormProblem error={error} />
  if (!data) return <Loading rows={2} label="Looking at what would change" />
  const warns = data.leaves + data.leavesOrganization > 0 || data.sync === 'no_licences'
  return (
    <Notice tone={warns ? 'warn' : 'info'} title="What changes" role="status">
      <ul className="plain-list">
        {sentencesOf(data, team).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {data.examples.length > 0 ? (
        <p className="small">
          {data.examples.map(({ login, joins }) => `${joins ? '+' : '−'}${login}`).join('  ')}
          {data.joins + data.leaves > data.examples.length
            ? ` and ${data.joins + data.leaves - data.examples.length} more`
            : ''}
        </p>
      ) : null}
    </Notice>
  )
}

function sentencesOf(preview: TeamPreview, { organization }: Team): string[] {
  const { joins, leaves, joinsOrganization, leavesOrganization, licences, sync } = preview
  const people = (count: number) => plural(count, 'person', 'people')
  // Of a team of the enterprise one person may come to several organizations.
  const inOrganization = (count: number, does: 'join' | 'leave') =>
    organization === null
      ? `${plural(count, 'membership')} of organizations ${does === 'join' ? 'begin' : 'end'}${count === 1 ? 's' : ''}.`
      : `${people(count)} ${does} ${organization}.`
  const full = sync === 'frozen' || sync === 'over_limit'
  return [
    ...(leaves > 0 ? [`${people(leaves)} leave the team.`] : []),
    ...(joins > 0 ? [`${people(joins)} join the team.`] : []),
    ...(leavesOrganization > 0 ? [inOrganization(leavesOrganization, 'leave')] : []),
    ...(joinsOrganization > 0 ? [inOrganization(joinsOrganization, 'join')] : []),
    ...(licences > 0 ? [`It takes ${plural(licences, 'licence')}.`] : []),
    ...(licences < 0 ? [`It gives back ${plural(-licences, 'licence')}.`] : []),
    ...(sync === 'no_licences' ? ['Licences do not suffice: some of the group stay out until there are more.'] : []),
    ...(full ? ['The group has more members than a team can have: nobody joins the team until it is smaller.'] : []),
    ...(joins + leaves + joinsOrganization + leavesOrganization === 0 && !full ? ['Nobody comes or goes.'] : []),
  ]
}
