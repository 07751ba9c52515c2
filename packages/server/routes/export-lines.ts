/** A file of one line each, written while it is read. */
export async function* csvLines<Item>(
  head: string,
  line: (item: Item) => string,
  pages: AsyncIterable<readonly Item[]>,
): AsyncGenerator<string> {
  yield head
  for await (const page of pages) for (const one of page) yield line(one)
}

export async function* jsonLines(pages: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  let first = true
  yield '['
  for await (const page of pages)
    for (const one of page) {
      yield `${first ? '' : ','}\n${JSON.stringify(one)}`
      first = false
    }
  yield '\n]\n'
}
