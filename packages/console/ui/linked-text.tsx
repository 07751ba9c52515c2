import { ExternalLink } from './notice.tsx'

const address = /(https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]])/

/** A sentence from a connected system, with the addresses in it as links. */
export function LinkedText({ text }: { text: string }) {
  return text.split(address).map((part, at) => {
    // Every second part is an address; the parts of one sentence never change places.
    const key = `${at}`
    if (at % 2 === 0) return part
    return (
      <ExternalLink key={key} href={part}>
        {part}
      </ExternalLink>
    )
  })
}
