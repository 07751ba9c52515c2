export interface GithubInstallation {
  id: number
  appId: number
  appSlug: string
  appName: string
  repositorySelection: 'all' | 'selected'
  permissions: Record<string, 'read' | 'write' | 'admin'>
  events: string[]
  createdAt: string
  updatedAt: string
  suspendedAt: string | null
  suspendedBy: string | null
}

export interface GithubWebhook {
  id: number
  url: string
  active: boolean
  hasSecret: boolean
  insecureSsl: boolean
  contentType: 'json' | 'form'
  events: string[]
  createdAt: string
  updatedAt: string
}
