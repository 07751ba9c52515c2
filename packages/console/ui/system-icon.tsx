import { PlugIcon } from '@primer/octicons-react'
import './system-icon.css'

/** The mark of a connected system, in the colour of the text around it so that it shows in both themes. */
export function SystemIcon({ svg, size = 32 }: { svg: string | undefined; size?: number }) {
  const inside = Math.round(size * 0.6)
  const file = svg === undefined ? undefined : `url("data:image/svg+xml;utf8,${encodeURIComponent(svg)}")`
  return (
    <span className="system-icon" style={{ width: size, height: size }} aria-hidden="true">
      {file === undefined ? (
        <PlugIcon size={inside} />
      ) : (
        <span
          className="system-icon-mark"
          style={{ width: inside, height: inside, maskImage: file, WebkitMaskImage: file }}
        />
      )}
    </span>
  )
}
