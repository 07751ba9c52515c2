import { AppError, type ConnectorInput } from '@rollcall/core'
import { checkAppId, checkKeyForm } from './app-key.ts'
import { checkTokenForm } from './token.ts'

/** The credentials of a form: an App, a token, or both; half an App is none. */
export function readCredentialInput(
  config: ConnectorInput['config'],
  secrets: ConnectorInput['secrets'],
): { config: { appId?: string }; secrets: { privateKey?: string; token?: string } } {
  const appId = String(config.appId ?? '').trim()
  const privateKey = (secrets.privateKey ?? '').trim()
  const token = (secrets.token ?? '').trim()
  if (appId === '' && privateKey === '' && token === '')
    throw missing('No credential is given.', 'Enter the App ID and private key of a GitHub App, or a token.', [
      'secrets.privateKey',
      'secrets.token',
    ])
  if (appId === '' && privateKey !== '')
    throw missing('The App ID is missing.', 'It stands at the top of the settings page of the App.', ['config.appId'])
  if (appId !== '' && privateKey === '')
    throw missing('The private key of the App is missing.', 'Paste the whole .pem file that GitHub made for it.', [
      'secrets.privateKey',
    ])
  return {
    config: appId === '' ? {} : { appId: checkAppId(appId) },
    secrets: {
      ...(privateKey === '' ? {} : { privateKey: checkKeyForm(privateKey) }),
      ...(token === '' ? {} : { token: checkTokenForm(token) }),
    },
  }
}

const missing = (problem: string, remedy: string, paths: string[]) =>
  new AppError(
    'connection.invalid',
    { problem, remedy },
    { fields: paths.map((path) => ({ path, message: 'is needed' })) },
  )
