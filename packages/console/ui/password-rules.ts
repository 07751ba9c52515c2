const shortest = 12

interface Weight {
  words: string
  /** As far as can be told here: the server also knows which passwords are common. */
  accepted: boolean
  /** How full the meter is, of 1. */
  part: number
}

/** The server's rules as one hint: what is missing, or that it will do. */
export function weighPassword(password: string, email: string): Weight {
  const length = [...password].length
  const part = Math.min(1, length / (shortest * 1.75))
  const refused = (words: string): Weight => ({ words, accepted: false, part: Math.min(part, 0.5) })
  if (length === 0) return refused(`At least ${shortest} characters. A few random words are strong and easy to type.`)
  if (length < shortest) {
    const missing = shortest - length
    return refused(`${missing} more ${missing === 1 ? 'character' : 'characters'}.`)
  }
  if (new TextEncoder().encode(password).length > 256) return refused('Too long: at most 256 bytes.')
  if (isAddress(password, email)) return refused('It is the e-mail address.')
  if (new Set(password.toLowerCase()).size < 5) return refused('It repeats a few characters.')
  return { words: length < 16 ? 'Long enough. Longer is stronger.' : 'A good length.', accepted: true, part }
}

const letters = (text: string) => text.toLowerCase().replace(/[^a-z]/g, '')

function isAddress(password: string, email: string): boolean {
  const local = email.toLowerCase().split('@')[0] ?? ''
  return password.toLowerCase() === email.toLowerCase() || (local.length >= 4 && letters(password) === letters(local))
}
