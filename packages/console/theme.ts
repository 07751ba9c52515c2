import {
  Button,
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'
import { buttonRoot } from './ui/button-root.tsx'

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

/** Mantine picks the text of a filled button for the light scheme alone; red is ours, for what destroys. */
const variantColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  if (input.variant === 'filled' && input.color === 'ink')
    return { ...colors, color: 'var(--mantine-primary-color-contrast)' }
  if (input.color !== 'red') return colors
  if (input.variant === 'filled')
    return {
      ...colors,
      background: 'color-mix(in srgb, var(--critical-fill) 86%, black)',
      hover: 'color-mix(in srgb, var(--critical-fill) 74%, black)',
      color: 'var(--mantine-color-white)',
    }
  if (input.variant === 'outline')
    return {
      ...colors,
      hover: 'var(--critical-soft)',
      color: 'var(--critical)',
      border: '1px solid color-mix(in srgb, var(--critical) 50%, transparent)',
    }
  return colors
}

/** Calm by default: ink for what acts, blue for what leads elsewhere, colour for severity alone. */
export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 8, dark: 1 },
  autoContrast: true,
  luminanceThreshold: 0.4,
  variantColorResolver: variantColors,
  colors: { ink, dark },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
  fontFamilyMonospace: 'var(--mono)',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusClassName: 'focus-ring',
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm', ...{ renderRoot: buttonRoot } } }),
    ...Object.fromEntries(
      ['TextInput', 'PasswordInput', 'Select', 'NativeSelect', 'TagsInput', 'NumberInput', 'SegmentedControl'].map(
        (name) => [name, { defaultProps: { size: 'sm' } }],
      ),
    ),
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.35 },
        closeButtonProps: { 'aria-label': 'Close' },
        // Its head is not one of the page's.
        attributes: { header: { role: 'presentation' } },
      },
    },
    Drawer: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
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
