import { Button, type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const ink: MantineColorsTuple = [
  '#f4f5f7',
  '#e4e7ec',
  '#c9ced6',
  '#a6aebb',
  '#808a9a',
  '#616a79',
  '#474f5d',
  '#333a47',
  '#1f2532',
  '#12161f',
]

const dark: MantineColorsTuple = [
  '#e6e9ee',
  '#ccd2da',
  '#8f98a7',
  '#6d7686',
  '#3b4350',
  '#262c36',
  '#1a1f27',
  '#151920',
  '#0e1116',
  '#080a0d',
]

/** Calm by default: ink for what acts, blue for what leads elsewhere, colour for severity alone. */
export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 8, dark: 1 },
  autoContrast: true,
  luminanceThreshold: 0.4,
  colors: { ink, dark },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusClassName: 'focus-ring',
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    ...Object.fromEntries(
      ['TextInput', 'PasswordInput', 'Select', 'NativeSelect', 'TagsInput', 'NumberInput', 'SegmentedControl'].map(
        (name) => [name, { defaultProps: { size: 'sm' } }],
      ),
    ),
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.35 } } },
    Tooltip: {
      defaultProps: {
        openDelay: 250,
        withArrow: true,
        multiline: true,
        events: { hover: true, focus: true, touch: true },
      },
    },
  },
})

/** Mantine's own colours follow ours. */
export const variables: CSSVariablesResolver = () => {
  const ours = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--text-3)',
    '--mantine-color-placeholder': 'var(--text-3)',
    '--mantine-color-anchor': 'var(--link)',
    '--mantine-color-error': 'var(--critical)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--border-strong)',
  }
  return { variables: {}, light: ours, dark: ours }
}
