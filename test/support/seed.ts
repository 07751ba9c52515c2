import fc from 'fast-check'

// A run is told by its seed: the gate always takes the same one, and a longer search another (SEED=1 SEQUENCES=5000).
fc.configureGlobal({ seed: Number(process.env.SEED ?? 20261125) })
