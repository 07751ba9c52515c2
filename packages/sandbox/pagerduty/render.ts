import type {
  PagerdutyAuditRecord,
  PagerdutyConnection,
  PagerdutyContact,
  PagerdutyDelegation,
  PagerdutyExtension,
  PagerdutyIntegration,
  PagerdutyLicense,
  PagerdutyPolicy,
  PagerdutyRunner,
  PagerdutySchedule,
  PagerdutyService,
  PagerdutyTeam,
  PagerdutyUser,
  PagerdutyWebhook,
} from '../company/pagerduty-world.ts'
import type { PagerdutyState } from './state.ts'

/** Turns what the world holds into the objects of the API, for one address of it. */
export function createRender(state: PagerdutyState, api: string, web: string) {
  const { world } = state
  const base = (kind: string, list: string, id: string, summary: string) => ({
    id,
    type: kind,
    summary,
    self: `${api}/${list}/${id}`,
    html_url: `${web}/${list}/${id}`,
  })
  const reference = (kind: string, list: string, id: string, summary: string) =>
    base(`${kind}_reference`, list, id, summary)
  const nameOf = (items: readonly { id: string; name: string }[], id: string) =>
    items.find((one) => one.id === id)?.name ?? 'Deleted'
  const userRef = (id: string) => reference('user', 'users', id, nameOf(world.users, id))
  const teamRef = (id: string) => reference('team', 'teams', id, nameOf(world.teams, id))
  const policyRef = (id: string) =>
    reference('escalation_policy', 'escalation_policies', id, nameOf(world.policies, id))
  const serviceRef = (id: string) => reference('service', 'services', id, nameOf(world.services, id))
  const scheduleRef = (id: string) => reference('schedule', 'schedules', id, nameOf(world.schedules, id))

  const contactKinds = {
    email: 'email_contact_method',
    phone: 'phone_contact_method',
    sms: 'sms_contact_method',
    push: 'push_notification_contact_method',
  } as const
  const contact = (owner: string, one: PagerdutyContact) => {
    const common = {
      ...base(contactKinds[one.kind], `users/${owner}/contact_methods`, one.id, 'Default'),
      html_url: null,
      label: 'Default',
      address: one.address,
    }
    if (one.kind === 'email') return { ...common, send_short_email: false, enabled: one.enabled }
    if (one.kind === 'push') return { ...common, device_type: 'ios', blacklisted: one.blacklisted }
    return { ...common, country_code: 1, enabled: one.enabled, blacklisted: one.blacklisted }
  }
  const contactRef = (owner: string, one: PagerdutyContact) => ({
    ...base(`${contactKinds[one.kind]}_reference`, `users/${owner}/contact_methods`, one.id, 'Default'),
    html_url: null,
  })
  const rule = (user: PagerdutyUser, one: PagerdutyUser['rules'][number]) => {
    const target = user.contacts.find(({ id }) => id === one.contact) ?? user.contacts[0]
    return {
      ...base('assignment_notification_rule', `users/${user.id}/notification_rules`, one.id, 'rule'),
      html_url: null,
      start_delay_in_minutes: one.delayMinutes,
      ...(target ? { contact_method: contactRef(user.id, target) } : {}),
      urgency: one.urgency,
    }
  }
  const ruleRef = (user: PagerdutyUser, one: PagerdutyUser['rules'][number]) => ({
    ...base('assignment_notification_rule_reference', `users/${user.id}/notification_rules`, one.id, 'rule'),
    html_url: null,
  })
  const license = (one: PagerdutyLicense) => ({
    id: one.id,
    type: 'license',
    name: one.name,
    summary: one.name,
    description: one.name,
    valid_roles: one.validRoles,
    role_group: one.roleGroup,
    self: `${api}/licenses/${one.id}`,
    html_url: `${web}/licenses/${one.id}`,
  })

  return {
    user: (user: PagerdutyUser, include: ReadonlySet<string>) => {
      const teams = world.teams.filter(({ members }) => members.some((member) => member.user === user.id))
      return {
        ...base('user', 'users', user.id, user.name),
        name: user.name,
        email: user.email,
        time_zone: 'Europe/Oslo',
        color: 'green',
        role: user.role,
        avatar_url: 'https://avatars.pagerduty.example/blank.png',
        description: null,
        invitation_sent: user.invitationSent,
        job_title: user.jobTitle,
        created_via_sso: user.createdViaSso,
        teams: teams.map((team) => (include.has('teams') ? fullTeam(team) : teamRef(team.id))),
        contact_methods: user.contacts.map((one) =>
          include.has('contact_methods') ? contact(user.id, one) : contactRef(user.id, one),
        ),
        notification_rules: user.rules.map((one) =>
          include.has('notification_rules') ? rule(user, one) : ruleRef(user, one),
        ),
      }
    },
    delegation: (owner: string, one: PagerdutyDelegation) => ({
      id: one.id,
      delegation_type: one.kind,
      client_id: one.clientId,
      scope: one.scope,
      status: one.status,
      created_at: one.createdAt,
      expires_at: one.expiresAt,
      self: `${api}/users/${owner}/oauth_delegations/${one.id}`,
    }),
    team: fullTeam,
    member: (one: PagerdutyTeam['members'][number]) => ({ user: userRef(one.user), role: one.role }),
    license: (one: PagerdutyLicense) => {
      const used = world.users.filter((user) => user.license === one.id).length
      return {
        ...license(one),
        current_value: used,
        allocations_available: one.seats === null ? null : Math.max(0, one.seats - used),
      }
    },
    allocation: (user: PagerdutyUser) => {
      const held = world.licenses.find(({ id }) => id === user.license)
      return { user: userRef(user.id), ...(held ? { license: license(held) } : {}), allocated_at: user.allocatedAt }
    },
    schedule: (one: PagerdutySchedule, include: ReadonlySet<string>) => ({
      ...base('schedule', 'schedules', one.id, one.name),
      name: one.name,
      time_zone: 'Europe/Oslo',
      description: '',
      users: [...new Set(one.layers.flatMap(({ users }) => users))].map(userRef),
      teams: one.teams.map(teamRef),
      escalation_policies: world.policies
        .filter(({ levels }) => levels.some(({ targets }) => targets.some(({ id }) => id === one.id)))
        .map(({ id }) => policyRef(id)),
      ...(include.has('schedule_layers')
        ? {
            schedule_layers: one.layers.map(({ id, users }) => ({
              id,
              name: 'Layer 1',
              start: '2025-01-06T08:00:00Z',
              rotation_virtual_start: '2025-01-06T08:00:00Z',
              rotation_turn_length_seconds: 604_800,
              users: users.map((user) => ({ user: userRef(user) })),
              restrictions: [],
            })),
          }
        : {}),
    }),
    policy: (one: PagerdutyPolicy) => ({
      ...base('escalation_policy', 'escalation_policies', one.id, one.name),
      name: one.name,
      num_loops: 1,
      on_call_handoff_notifications: 'if_has_services',
      escalation_rules: one.levels.map(({ id, targets }) => ({
        id,
        escalation_delay_in_minutes: 30,
        targets: targets.map((target) => (target.kind === 'user' ? userRef(target.id) : scheduleRef(target.id))),
      })),
      services: world.services.filter(({ policy }) => policy === one.id).map(({ id }) => serviceRef(id)),
      teams: one.teams.map(teamRef),
    }),
    onCall: (one: { policy: string; user: string; schedule: string | null; level: number; end: string | null }) => ({
      escalation_policy: policyRef(one.policy),
      user: userRef(one.user),
      ...(one.schedule === null ? {} : { schedule: scheduleRef(one.schedule) }),
      escalation_level: one.level,
      ...(one.end === null ? {} : { start: state.now().toISOString(), end: one.end }),
    }),
    service: (one: PagerdutyService, include: ReadonlySet<string>) => ({
      ...base('service', 'services', one.id, one.name),
      name: one.name,
      description: '',
      status: one.status,
      created_at: one.createdAt,
      ...(one.lastIncidentAt === null ? {} : { last_incident_timestamp: one.lastIncidentAt }),
      escalation_policy: policyRef(one.policy),
      teams: one.teams.map(teamRef),
      integrations: one.integrations.map((integration) =>
        include.has('integrations') ? fullIntegration(one, integration) : integrationRef(one, integration),
      ),
      alert_creation: 'create_alerts_and_incidents',
    }),
    webhook: (one: PagerdutyWebhook) => ({
      id: one.id,
      type: 'webhook_subscription',
      active: one.active,
      delivery_method: {
        id: `${one.id}D`,
        type: 'http_delivery_method',
        url: one.url,
        secret: null,
        temporarily_disabled: one.disabled,
        custom_headers: one.headers.map((name) => ({ name, value: '<redacted>' })),
      },
      description: one.description,
      events: ['incident.triggered', 'incident.resolved'],
      filter: { id: one.filter.id, type: `${one.filter.kind}_reference` },
      ...(one.oauthClient === null
        ? {}
        : { oauth_client: { id: one.oauthClient, type: 'oauth_client_reference', summary: one.oauthClient } }),
    }),
    extension: (one: PagerdutyExtension) => ({
      ...base('extension', 'extensions', one.id, one.name),
      name: one.name,
      endpoint_url: one.url,
      extension_objects: [serviceRef(one.service)],
      extension_schema: reference('extension_schema', 'extension_schemas', `PXS${one.schema.length}`, one.schema),
      temporarily_disabled: false,
      config: {},
    }),
    addon: (one: { id: string; name: string; src: string }) => ({
      ...base('full_page_addon_reference', 'addons', one.id, one.name),
      name: one.name,
      src: one.src,
    }),
    orchestration: (one: (typeof world.orchestrations)[number]) => ({
      id: one.id,
      self: `${api}/event_orchestrations/${one.id}`,
      name: one.name,
      description: '',
      ...(one.team === null
        ? {}
        : { team: { id: one.team, type: 'team_reference', self: `${api}/teams/${one.team}` } }),
      routes: one.routes,
      created_at: one.createdAt,
      created_by: { id: one.createdBy, type: 'user_reference', self: `${api}/users/${one.createdBy}` },
      updated_at: one.createdAt,
      version: '1',
    }),
    connection: (one: PagerdutyConnection) => ({
      ...base(
        'workflow_integration_connection',
        `workflows/integrations/${one.integration}/connections`,
        one.id,
        one.name,
      ),
      integration_id: one.integration,
      name: one.name,
      service_url: one.serviceUrl,
      external_id: one.name,
      external_id_label: 'Connection Name',
      scopes: one.scopes,
      is_default: false,
      health: {
        is_healthy: one.healthy,
        health_message: one.healthy ? 'Healthy' : 'Authentication failed',
        last_checked_at: state.now().toISOString(),
      },
      configuration: { 'Redacted Authentication Headers': 'x-api-key: ****' },
      teams: one.teams.map((id) => ({ team_id: id, type: 'team_reference' })),
      apps: [],
      created_at: one.createdAt,
      created_by: one.createdBy === null ? null : userRef(one.createdBy),
    }),
    runner: (one: PagerdutyRunner) => ({
      ...base('runner', 'automation_actions/runners', one.id, one.name),
      runner_type: 'sidecar',
      name: one.name,
      description: '',
      ...(one.lastSeen === null ? {} : { last_seen: one.lastSeen }),
      status: 'Configured',
      creation_time: one.createdAt,
      teams: one.teams.map(teamRef),
    }),
    statusPage: (one: (typeof world.statusPages)[number]) => ({
      id: one.id,
      type: 'status_page',
      name: one.name,
      url: one.url,
      status_page_type: one.public ? 'public' : 'private',
      published_at: one.publishedAt,
    }),
    auditRecord: (one: PagerdutyAuditRecord) => {
      const lists = {
        user: 'users',
        team: 'teams',
        schedule: 'schedules',
        escalation_policy: 'escalation_policies',
        service: 'services',
        api_key: 'api_keys',
        app: 'apps',
      }
      const resource = reference(one.resource.kind, lists[one.resource.kind], one.resource.id, one.resource.name)
      return {
        id: one.id,
        self: `${api}/audit/records/${one.id}`,
        execution_time: one.at,
        execution_context: { request_id: one.id, remote_address: one.address },
        actors: [reference(one.actor.kind, lists[one.actor.kind], one.actor.id, one.actor.name)],
        method: { type: one.method, truncated_token: one.token, description: null },
        root_resource: resource,
        action: one.action,
        details: {
          resource,
          fields: one.fields.map(({ name, before, value }) => ({ name, value, before_value: before })),
        },
      }
    },
  }

  function fullTeam(one: PagerdutyTeam) {
    return {
      ...base('team', 'teams', one.id, one.name),
      name: one.name,
      description: '',
      default_role: 'manager' as const,
    }
  }

  function integrationRef(service: PagerdutyService, one: PagerdutyIntegration) {
    return {
      ...base(`${one.kind}_inbound_integration_reference`, `services/${service.id}/integrations`, one.id, one.name),
    }
  }

  function fullIntegration(service: PagerdutyService, one: PagerdutyIntegration) {
    return {
      ...base(`${one.kind}_inbound_integration`, `services/${service.id}/integrations`, one.id, one.name),
      name: one.name,
      service: serviceRef(service.id),
      created_at: one.createdAt,
      ...(one.kind === 'generic_email'
        ? {
            integration_email: `${one.id.toLowerCase()}@${world.subdomain}.pagerduty.example`,
            email_filter_mode: one.filter,
            email_filters: [
              {
                subject_mode: 'always',
                body_mode: 'always',
                from_email_mode: one.filter === 'all-email' ? 'always' : 'match',
              },
            ],
          }
        : {}),
    }
  }
}

export type Render = ReturnType<typeof createRender>
