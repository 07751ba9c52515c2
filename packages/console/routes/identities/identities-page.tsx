export function IdentitiesPage() { return null }
