import { install, installationSettings, newInstallation } from './installation.ts'
import { appSettings, createApp, newApp } from './manifest.ts'
import { missingPage, otherPage, type Reply, type Visit } from './page.ts'
import { newTokenPage, tokensPage } from './tokens.ts'

/** Answers a person's browser: GitHub's pages around Apps and tokens as far as connecting needs them, and no others. */
export function answerVisit(visit: Visit): Reply {
  const { path, form } = visit
  const [, first = '', second = '', third = '', fourth = '', fifth = '', ...more] = path
    .replace(/(.)\/$/, '$1')
    .split('/')
  if (path === '/settings/tokens') return tokensPage(visit)
  if (path === '/settings/tokens/new' && !form) return newTokenPage(visit)
  // What Enterprise Server calls the same.
  if ((first === 'apps' || first === 'github-apps') && third === 'installations' && more.length === 0) {
    if (fourth === 'new' && !form) return newInstallation(visit, second)
    if (fourth === '' && form) return install(visit, second)
  }
  if (first === 'organizations' && third === 'settings' && more.length === 0) {
    const org = visit.state.findOrganization(second)
    if (!org) return missingPage
    if (fourth === 'apps' && fifth === 'new') return newApp(visit, org)
    if (fourth === 'apps' && fifth === '' && form) return createApp(visit, org)
    if (fourth === 'apps' && fifth !== '') return appSettings(visit, org, fifth)
    if (fourth === 'installations' && fifth !== '') return installationSettings(visit, org, fifth)
  }
  return form ? missingPage : otherPage(path)
}
