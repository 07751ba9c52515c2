import { Radio } from '@mantine/core'
import { type Role, roles, roleTitles } from '@rollcall/api'
import './people-page.css'

export function RolePicker({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  return (
    <Radio.Group label="Role" value={value} onChange={onChange}>
      <div className="role-picker">
        {roles.map((role) => (
          <Radio key={role} value={role} label={roleTitles[role].title} description={roleTitles[role].may} />
        ))}
      </div>
    </Radio.Group>
  )
}
