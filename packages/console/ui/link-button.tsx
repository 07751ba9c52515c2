import { Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { Ref } from 'react'

function Anchor({ ref, ...props }: ButtonProps & { ref?: Ref<HTMLAnchorElement> }) {
  return <Button component="a" {...(ref ? { ref } : {})} {...props} />
}

/** A link that looks like a button, with the router's own typed address. */
export const LinkButton = createLink(Anchor)
