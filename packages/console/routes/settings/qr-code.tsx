import { useMemo } from 'react'
import { encode } from 'uqr'

/** Dark on light in both themes: not every reader takes it the other way around. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data, size } = useMemo(() => encode(text, { ecc: 'L', border: 3 }), [text])
  const dark = data.flatMap((row, y) => row.map((filled, x) => (filled ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return (
    <svg className="qr-code" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={dark} fill="#000" />
    </svg>
  )
}
