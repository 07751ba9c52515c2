import { type Finding, findingCsvHead, findingCsvLine } from '@rollcall/api'

export async function* csvLines(pages: AsyncGenerator<Finding[]>): AsyncGenerator<string> {
  yield findingCsvHead()
  for await (const page of pages) for (const one of page) yield findingCsvLine(one)
}

export async function* jsonLines(pages: AsyncGenerator<Finding[]>): AsyncGenerator<string> {
  let first = true
  yield '['
  for await (const page of pages)
    for (const one of page) {
      yield `${first ? '' : ','}\n${JSON.stringify(one)}`
      first = false
    }
  yield '\n]\n'
}
