type ColumnType = 'bigint' | 'integer' | 'boolean' | 'text' | 'uuid' | 'timestamptz' | 'jsonb'

const column = ([name, type]: [string, ColumnType]): string => {
  if (type === 'jsonb') return `r->'${name}' as ${name}`
  return type === 'text' ? `r->>'${name}' as ${name}` : `(r->>'${name}')::${type} as ${name}`
}

/**
 * What a statement selects from a parameter that holds rows as a JSON array of objects. `json_to_recordset` reads each of
 * them twice over, and takes half as long again. A column of JSON is never the database's null.
 */
export const rowsIn = (parameter: number, columns: Record<string, ColumnType>): string =>
  `select ${Object.entries(columns).map(column).join(', ')} from jsonb_array_elements($${parameter}::jsonb) r`
