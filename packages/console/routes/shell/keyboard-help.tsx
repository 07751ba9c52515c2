import { Kbd, Modal, Switch } from '@mantine/core'
import { setSingleKeys, useSingleKeys } from '../../keyboard.ts'
import { places } from './places.ts'
import './keyboard-help.css'

const groups: { title: string; keys: [string[], string][] }[] = [
  {
    title: 'Everywhere',
    keys: [
      [['Ctrl', 'K'], 'Search pages, connections, checks, identities, the directory'],
      [['/'], 'To the search of the page'],
      [['?'], 'This list'],
    ],
  },
  {
    title: 'Lists',
    keys: [
      [['j'], 'Next row'],
      [['k'], 'Previous row'],
      [['Enter'], 'Open the row, or unfold the group'],
      [['x'], 'Select the finding, or let go of it'],
      [['a'], 'Assign what is selected, or the row'],
      [['e'], 'Except what is selected, or the row'],
    ],
  },
  {
    title: 'What lies open beside a list',
    keys: [
      [[']'], 'Next one'],
      [['['], 'Previous one'],
      [['a'], 'Assign the finding'],
      [['e'], 'Except the finding'],
      [['Esc'], 'Close, back to its row'],
    ],
  },
  {
    title: 'Go to',
    keys: [...places.map(({ key, title }): [string[], string] => [['g', key], title]), [['g', 's'], 'Settings']],
  },
]

export function KeyboardHelp({ opened, close }: { opened: boolean; close: () => void }) {
  const on = useSingleKeys()
  return (
    <Modal opened={opened} onClose={close} title="Keyboard" size="lg">
      <div className="keys">
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([pressed, meaning]) => (
                <div key={meaning}>
                  <dt>
                    {pressed.map((key) => (
                      <Kbd key={key} size="xs">
                        {key}
                      </Kbd>
                    ))}
                  </dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        mt="lg"
        checked={on}
        onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        label="Single keys act"
        description="Off, only keys with Ctrl or ⌘ do. This browser remembers it."
      />
    </Modal>
  )
}
