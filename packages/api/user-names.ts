/**
 * The userNames in what was pasted: a list with one a line, or a CSV, whose column is the one called userName, user name or
 * userPrincipalName. Fields may be quoted.
 */
export function userNamesIn(text: string): string[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const head = fieldsOf(lines[0] ?? '').map((name) => name.toLowerCase().replace(/[\s_-]/g, ''))
  const column = head.findIndex((name) => ['username', 'userprincipalname', 'login'].includes(name))
  const rows = column < 0 ? lines : lines.slice(1)
  return rows.map((line) => fieldsOf(line)[Math.max(column, 0)]?.trim() ?? '').filter((name) => name !== '')
}

function fieldsOf(line: string): string[] {
  const fields: string[] = []
  // Each field begins with what parts it from the one before.
  for (const [, quoted, plain] of `,${line}`.matchAll(/[,;\t](?:"((?:[^"]|"")*)"|([^,;\t]*))/g))
    fields.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'))
  return fields
}
