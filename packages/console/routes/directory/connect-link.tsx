import { LinkButton } from '../../ui/link-button.tsx'

/** What an enterprise that has nothing yet needs first. */
export const ConnectLink = ({ enterprise }: { enterprise: string }) => (
  <LinkButton to="/directory/$enterprise/connect" params={{ enterprise }}>
    Connect an identity provider
  </LinkButton>
)
