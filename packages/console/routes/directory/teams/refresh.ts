import {
  getLicences,
  getTeam,
  listOrganizationMembers,
  listOrganizations,
  listTeams,
  previewTeamLink,
  previewTeamOrganizations,
} from '@rollcall/api'
import { refresh } from '../../../api.ts'

/** A membership that changes shows in a team, in its organization and in the licences. */
export const refreshTeams = () =>
  refresh(
    listTeams,
    getTeam,
    listOrganizations,
    listOrganizationMembers,
    getLicences,
    previewTeamLink,
    previewTeamOrganizations,
  )
