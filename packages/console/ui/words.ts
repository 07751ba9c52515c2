export const number = (value: number): string => value.toLocaleString('en')

/** A number with the word that fits it: `1 check`, `3 checks`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${number(count)} ${count === 1 ? one : many}`
