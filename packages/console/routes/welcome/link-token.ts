/** The secret of a one-time link, out of the link as a whole or on its own. */
export const tokenIn = (text: string): string | null => /rc_link_[A-Za-z0-9_-]{8,120}/.exec(text)?.[0] ?? null
