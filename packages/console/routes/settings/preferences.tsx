import { SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core'
import { setSingleKeys, useSingleKeys } from '../../keyboard.ts'
import { Card } from '../../ui/page.tsx'

const schemes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'As the system' },
] as const

/** Kept by this browser, for this browser. */
export function Preferences() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const singleKeys = useSingleKeys()
  return (
    <Card title="This browser" lead="Kept here, not with your account.">
      <div className="preferences">
        <div className="preference">
          <span id="theme-label" className="strong">
            Theme
          </span>
          <SegmentedControl
            aria-labelledby="theme-label"
            value={colorScheme}
            onChange={(value) => {
              const chosen = schemes.find((scheme) => scheme.value === value)
              if (chosen) setColorScheme(chosen.value)
            }}
            data={[...schemes]}
          />
        </div>
        <Switch
          checked={singleKeys}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
          label="Single keys act"
          description="j and k move through lists, g and a letter goes to a page, ? lists all. Off, only keys with Ctrl or ⌘ do."
          classNames={{ description: 'preference-words' }}
        />
      </div>
    </Card>
  )
}
