import { PagerdutyLicense, PagerdutyLicenseAllocation } from '@rollcall/core'
import { defineListStream, type Reference, reference } from '../list-stream.ts'

interface ApiLicense extends Reference {
  name: string
  role_group?: PagerdutyLicense['roleGroup']
  current_value?: number
  /** Null: as many as are wanted. */
  allocations_available?: number | null
}

export const licenses = defineListStream<ApiLicense, 'pagerduty.license'>({
  id: 'pagerduty.license',
  title: 'Licences',
  reads: 'Which licences the account has, how many are in use, and how many are left.',
  schema: PagerdutyLicense,
  list: { template: 'GET /licenses', field: 'licenses', by: 'whole', scope: 'licenses.read' },
  docs: reference,
  map: (license) => [
    {
      ref: license.id,
      name: license.name,
      url: license.html_url,
      data: {
        name: license.name,
        roleGroup: license.role_group ?? null,
        used: license.current_value ?? null,
        unlimited: license.allocations_available === undefined ? null : license.allocations_available === null,
        available: license.allocations_available === null ? 0 : (license.allocations_available ?? null),
      },
    },
  ],
})

interface ApiAllocation {
  user: Reference
  license?: ApiLicense
  allocated_at: string
}

export const licenseAllocations = defineListStream<ApiAllocation, 'pagerduty.license_allocation'>({
  id: 'pagerduty.license_allocation',
  title: 'Licence allocations',
  reads: 'Who holds which licence, and since when.',
  schema: PagerdutyLicenseAllocation,
  list: { template: 'GET /license_allocations', field: 'license_allocations', by: 'offset', scope: 'licenses.read' },
  docs: reference,
  map: ({ user, license, allocated_at: allocatedAt }) => [
    {
      ref: user.id,
      name: user.summary ?? user.id,
      url: user.html_url,
      data: {
        user: user.id,
        userName: user.summary ?? user.id,
        license: license?.name ?? '',
        roleGroup: license?.role_group ?? null,
        allocatedAt,
      },
    },
  ],
})
