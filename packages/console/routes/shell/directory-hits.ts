import { type OcticonProps, OrganizationIcon, PeopleIcon, PersonIcon } from '@primer/octicons-react'
import { listDirectoryGroups, listDirectoryUsers, listEnterprises, listTeams } from '@rollcall/api'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { read } from '../../api.ts'
import { useMay } from '../../session.ts'
import type { EnterpriseSearch } from '../directory/directory-search.ts'

export interface Hit {
  id: string
  label: string
  description?: string
  icon: ComponentType<OcticonProps>
  go: () => unknown
}

/** So many enterprises are asked for their people, groups and teams, and for so many of each; of more only the first. */
const askedEnterprises = 4
const limit = 3

/** What is managed here: enterprises by name, and once the person stops to type, who and what is in them. */
export function useDirectoryHits(text: string, settled: string): { title: string; hits: Hit[] }[] {
  const mayRead = useMay('directory:read')
  const navigate = useNavigate()
  const { data } = useQuery({ ...read(listEnterprises), enabled: mayRead && text !== '' })
  const enterprises = data?.items ?? []
  const asked = settled.length > 1 ? enterprises.slice(0, askedEnterprises) : []
  const inputs = asked.map(({ slug }) => ({ params: { enterprise: slug }, query: { q: settled, limit } }))
  const people = useQueries({ queries: inputs.map((input) => read(listDirectoryUsers, input)) })
  const groups = useQueries({ queries: inputs.map((input) => read(listDirectoryGroups, input)) })
  const teams = useQueries({ queries: inputs.map((input) => read(listTeams, input)) })

  const hit = (enterprise: string, search: EnterpriseSearch, rest: Omit<Hit, 'id' | 'go'>): Hit => ({
    id: [enterprise, search.tab, search.see].join('/'),
    ...rest,
    go: () => navigate({ to: '/directory/$enterprise', params: { enterprise }, search }),
  })
  const typed = text.toLowerCase()
  return [
    {
      title: 'Enterprises',
      hits: enterprises
        .filter(({ slug, name, shortCode }) => `${name} ${slug} ${shortCode ?? ''}`.toLowerCase().includes(typed))
        .slice(0, 5)
        .map(({ slug, name }) => hit(slug, {}, { label: name, description: slug, icon: OrganizationIcon })),
    },
    {
      title: 'Directory',
      hits: asked.flatMap(({ slug, name }, at) => [
        ...(people[at]?.data?.items ?? []).map((one) =>
          hit(
            slug,
            { see: one.id },
            { label: one.displayName ?? one.login, description: `${one.login}, ${name}`, icon: PersonIcon },
          ),
        ),
        ...(groups[at]?.data?.items ?? []).map((one) =>
          hit(
            slug,
            { tab: 'groups', see: one.id },
            { label: one.displayName, description: `Group, ${name}`, icon: PeopleIcon },
          ),
        ),
        ...(teams[at]?.data?.items ?? []).map((one) =>
          hit(
            slug,
            { tab: 'teams', see: String(one.id) },
            { label: one.name, description: `Team, ${name}`, icon: PeopleIcon },
          ),
        ),
      ]),
    },
  ]
}
