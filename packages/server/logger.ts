import { type DestinationStream, type Logger, pino } from 'pino'

/** Nothing with one of these names is ever written, wherever in an object it stands, down to three levels. */
const secretNames = [
  'authorization',
  'cookie',
  'password',
  'token',
  'secret',
  'secrets',
  'key',
  'pem',
  'privateKey',
  'clientSecret',
  'webhookSecret',
  'csrf',
  'set-cookie',
]

/** What looks like a credential in a text is cut out, wherever the text came from. */
const credentialPattern =
  /\b(gh[pousr]_[A-Za-z0-9_]{8,}|github_pat_[A-Za-z0-9_]{8,}|rc_(?:session|api|link)_[A-Za-z0-9_-]{8,})|(?<=Bearer\s)\S+|(?<=:\/\/[^\s:/@]+:)[^\s@]+(?=@)/g

const redact = (text: string): string => text.replace(credentialPattern, '[secret]')

/** JSON lines on standard output. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretNames.flatMap((name) => {
          const key = name.includes('-') ? `["${name}"]` : `.${name}`
          return [key.replace(/^\./, ''), `*${key}`, `*.*${key}`]
        }),
        censor: '[secret]',
      },
      serializers: {
        err: (error: Error) => describeError(error),
        req: (request) => ({ method: request.method, path: String(request.url).split('?')[0], id: request.id }),
        res: (reply) => ({ status: reply.statusCode }),
      },
      hooks: {
        logMethod(args, method) {
          method.apply(
            this,
            args.map((arg) => (typeof arg === 'string' ? redact(arg) : arg)) as Parameters<typeof method>,
          )
        },
      },
    },
    destination as DestinationStream,
  )
}

/** Name, message and stack of an error and its causes. A database error's `detail` and `parameters` hold values and stay out. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return redact(String(error))
  const { code } = error as { code?: string }
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    message: redact(error.message),
    stack: redact(error.stack ?? ''),
    ...(error.cause === undefined || depth > 3 ? {} : { cause: describeError(error.cause, depth + 1) }),
  }
}
