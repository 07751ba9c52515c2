import { randomBytes } from 'node:crypto'

export type IdPrefix =
  | 'ten'
  | 'per'
  | 'ses'
  | 'tok'
  | 'sec'
  | 'con'
  | 'ntc'
  | 'dcl'
  | 'scn'
  | 'fnd'
  | 'nte'
  | 'dec'
  | 'idn'
  | 'srv'
  | 'sct'
  | 'reg'
  | 'mss'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** A new id: prefix, time in milliseconds and 80 random bits, so that ids sort by age and are never guessed. */
export function newId(prefix: IdPrefix): string {
  let time = Date.now()
  let head = ''
  for (let place = 0; place < 9; place++) {
    head = alphabet[time % 32] + head
    time = Math.floor(time / 32)
  }
  const tail = Array.from(randomBytes(16), (byte) => alphabet[byte % 32]).join('')
  return `${prefix}_${head}${tail}`
}
