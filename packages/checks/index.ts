export { checks } from './index.gen.ts'
