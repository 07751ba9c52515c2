import { createSpotlight } from '@mantine/spotlight'

const [store, spotlight] = createSpotlight()

export const searchStore = store
export const openSearch = (): void => spotlight.open()
