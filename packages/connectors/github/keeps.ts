/**
 * Lists that hold nothing secret, by the end of their path. Not among them: webhooks, whose addresses may carry a password,
 * alerts of secret scanning, which an older server sends with the secret, and everything about the token itself.
 */
const keepable =
  /\/orgs\/[^/]+(\/(repos|members|teams|outside_collaborators|invitations|failed_invitations|installations|organization-roles(\/\d+\/(users|teams))?|custom-repository-roles|code-security\/configurations|rulesets|dependabot\/alerts|code-scanning\/alerts|actions\/(runners|runner-groups|permissions(\/[a-z-]+)?)))?$/

/** GitHub puts a token into a repository with which it can be cloned for an hour. */
const secretFields = ['temp_clone_token']

/** Which answers may be kept to ask whether they still hold, and without which fields. */
export const keepsGithub = (url: URL): readonly string[] | null => (keepable.test(url.pathname) ? secretFields : null)
