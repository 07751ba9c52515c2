import { Progress } from '@mantine/core'

export function ScanBar({ percent, label }: { percent: number; label: string }) {
  return (
    <Progress.Root size={6} radius={3} className="scan-bar">
      <Progress.Section value={percent} color="var(--link)" aria-label={label} />
    </Progress.Root>
  )
}
