export { connectors } from './index.gen.ts'
