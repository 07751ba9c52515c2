// Before the first paint, so that a dark page never flashes white. Files here are cached for ever: a change takes a new name.
{
  let chosen = null
  try {
    chosen = localStorage.getItem('rollcall-color-scheme')
  } catch {
    // Storage is closed to us: follow the system.
  }
  const scheme =
    chosen === 'light' || chosen === 'dark'
      ? chosen
      : matchMedia('(prefers-color-scheme: dark)').matches
        ? 'dark'
        : 'light'
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme)
}
