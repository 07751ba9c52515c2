// npm start: builds what has changed, then becomes the server.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`\n  Rollcall needs Node 20.19 or newer; this is ${process.versions.node}.\n`)
  process.exit(2)
}
try {
  const { build } = await import('./build.mjs')
  build()
} catch (error) {
  console.error(`\n  ${error.message}\n  → The lines above say where. Then run npm start again.\n`)
  process.exit(70)
}
await import('../packages/server/dist/run.js')
