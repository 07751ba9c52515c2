import { AppError } from '@rollcall/core'

const refuse = (field: string, problem: string, remedy: string) =>
  new AppError('connection.invalid', { problem, remedy }, { fields: [{ path: field, message: problem }] })

const again = 'On the settings page of the App, "Generate a private key" downloads a .pem file; paste all of it.'

/**
 * The private key of an App in its one spelling. A field of one line loses the line breaks of what is pasted into it,
 * and an environment variable has them as `\n`; both are mended here. Says nothing of what was typed.
 */
export function checkKeyForm(typed: string): string {
  const wrong = (problem: string, remedy = again) => refuse('secrets.privateKey', problem, remedy)
  const text = typed.replaceAll('\\n', '\n').trim()
  const kind = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1]
  if (kind === undefined) throw wrong('This is not a private key in PEM form: it does not begin with -----BEGIN.')
  if (/PUBLIC KEY|CERTIFICATE/.test(kind)) throw wrong(`This is a ${kind.toLowerCase()}, not the private key.`)
  if (kind === 'OPENSSH PRIVATE KEY') throw wrong('This is an SSH key. GitHub Apps have keys of their own.')
  if (kind === 'ENCRYPTED PRIVATE KEY' || /Proc-Type|DEK-Info/.test(text))
    throw wrong(
      'The private key is locked with a passphrase.',
      'Paste the file as GitHub made it, without a passphrase.',
    )
  if (kind !== 'RSA PRIVATE KEY' && kind !== 'PRIVATE KEY')
    throw wrong(`This is a ${kind.toLowerCase()}, not an RSA key.`)
  const body = new RegExp(`-----BEGIN ${kind}-----([\\s\\S]*)-----END ${kind}-----$`).exec(text)?.[1]
  if (body === undefined) throw wrong('The private key is cut off: its last line is missing.')
  const letters = body.replace(/\s/g, '')
  if (!/^[A-Za-z0-9+/]{400,}={0,2}$/.test(letters))
    throw wrong('The private key is damaged: it is too short or has wrong characters.')
  return `-----BEGIN ${kind}-----\n${(letters.match(/.{1,64}/g) ?? []).join('\n')}\n-----END ${kind}-----\n`
}

/** The number of an App, from its settings page. */
export function checkAppId(typed: string): string {
  const text = typed.trim()
  if (/^[1-9]\d{0,15}$/.test(text)) return text
  if (/^Iv\d/.test(text))
    throw refuse(
      'config.appId',
      'This is the client ID of the App.',
      'Enter the App ID, a number, from the top of the same page.',
    )
  throw refuse('config.appId', 'The App ID is not a number.', 'It stands at the top of the settings page of the App.')
}
