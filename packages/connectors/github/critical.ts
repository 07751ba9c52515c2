import { AppError, type ConnectorInput, type Declared, type Gap, type GithubRepository } from '@rollcall/core'

type Config = ConnectorInput['config']

const marksOf = (config: Config): string[] =>
  String(config.critical ?? '')
    .split(/[,;\n]/)
    .map((mark) => mark.trim())
    .filter((mark) => mark !== '')

/** What marks a critical repository: `tier=1`, a custom property with its value, or `topic:critical`. */
export function readCriticalInput(config: Config): { critical?: string } {
  const marks = marksOf(config)
  for (const mark of marks)
    if (!/^(topic:[a-z0-9][a-z0-9-]{0,49}|[a-z0-9_$#-]{1,75}=.{1,75})$/i.test(mark)) {
      const problem = `"${mark.slice(0, 100)}" is neither a custom property with its value nor a topic.`
      throw new AppError(
        'connection.invalid',
        { problem, remedy: 'Enter it like tier=1, or like topic:critical.' },
        { fields: [{ path: 'config.critical', message: problem }] },
      )
    }
  return marks.length === 0 ? {} : { critical: marks.join(', ') }
}

const unshown: Gap = {
  reason: 'api',
  detail: 'GitHub did not show by what this repository is marked: its topics, or its custom properties.',
  fix: 'Scan again. An old GitHub Enterprise Server has no custom properties: name a topic instead.',
}

/** Whether a repository is marked as the settings say that critical ones are. */
export const criticality = {
  by: ['critical'],
  of({ data }: { data: Partial<GithubRepository> }, config: Config): Declared {
    const marks = marksOf(config).map((mark) => mark.toLowerCase())
    if (marks.length === 0) return { data: { critical: 'unsaid' }, gaps: {} }
    const marked = marks.map((mark) => {
      const list = mark.startsWith('topic:') ? data.topics?.map((topic) => `topic:${topic}`) : data.properties
      return list ? list.some((one) => one.toLowerCase() === mark) : null
    })
    if (marked.includes(true)) return { data: { critical: 'yes' }, gaps: {} }
    return marked.includes(null)
      ? { data: { critical: null }, gaps: { critical: unshown } }
      : { data: { critical: 'no' }, gaps: {} }
  },
}
