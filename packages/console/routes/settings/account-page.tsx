import { roleTitles } from '@rollcall/api'
import { useSession } from '../../session.ts'
import { Card, Fact, Facts, Page } from '../../ui/page.tsx'
import { RelativeTime } from '../../ui/time.tsx'
import { Authenticator } from './authenticator.tsx'
import { OwnPassword } from './own-password.tsx'
import { OwnSessions } from './own-sessions.tsx'
import { Preferences } from './preferences.tsx'
import './account-page.css'

export function AccountPage() {
  const { person } = useSession()
  if (!person) return null
  const role = roleTitles[person.role]
  return (
    <Page title="Your account" narrow>
      <Card className="account-facts">
        <Facts>
          <Fact name="Name">{person.name}</Fact>
          <Fact name="E-mail">{person.email}</Fact>
          <Fact name="Role">
            {role.title}
            <p className="muted small">{role.may}</p>
          </Fact>
          <Fact name="Last visit before this">
            {person.previousVisitAt ? <RelativeTime at={person.previousVisitAt} /> : 'This is the first'}
          </Fact>
        </Facts>
      </Card>
      <Authenticator />
      <OwnPassword />
      <OwnSessions />
      <Preferences />
    </Page>
  )
}
