import { Fragment } from 'react'

/** Up to a separator, or so long that no column has room for it. */
const part = /[^.@/_-]{1,24}[.@/_-]*|[.@/_-]+/g

/** A login, address or id, which breaks after its separators and not wherever the line ends. */
export function Breakable({ text }: { text: string }) {
  return (text.match(part) ?? [text]).map((one, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, which never move
    <Fragment key={index}>
      {index === 0 ? null : <wbr />}
      {one}
    </Fragment>
  ))
}
