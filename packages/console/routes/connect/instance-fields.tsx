import { TextInput } from '@mantine/core'

export interface Instance {
  label: string
  owner: string
}

/** Which of several instances a connection is, and whom to ask about it. */
export function InstanceFields({ value, change }: { value: Instance; change: (next: Instance) => void }) {
  return (
    <>
      <TextInput
        label="Label"
        description="Which instance it is, if there are several."
        placeholder="production"
        value={value.label}
        maxLength={60}
        autoComplete="off"
        onChange={(event) => change({ ...value, label: event.currentTarget.value })}
      />
      <TextInput
        label="Owner"
        description="Whom to ask about it: a person or a team."
        placeholder="Platform team"
        value={value.owner}
        maxLength={60}
        autoComplete="off"
        onChange={(event) => change({ ...value, owner: event.currentTarget.value })}
      />
    </>
  )
}
