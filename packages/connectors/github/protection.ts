/** One layer over a branch: classic protection, or one ruleset. */
export interface Layer {
  protections: Set<string>
  approvals: number
  /** Who gets past it at any time; null where that cannot be seen. */
  bypass: string[] | null
}

/**
 * Who gets past what protects the branch, with all layers together: a protection that one layer gives without any
 * bypass holds, whatever the others allow. Null where a bypass list decides that cannot be seen.
 */
export function bypassOf(layers: readonly Layer[]): string[] | null {
  const names = new Set<string>()
  let unseen = false
  for (const protection of new Set(layers.flatMap((layer) => [...layer.protections]))) {
    const giving = layers.filter((layer) => layer.protections.has(protection))
    if (giving.some((layer) => layer.bypass?.length === 0)) continue
    if (giving.some((layer) => layer.bypass === null)) unseen = true
    else for (const layer of giving) for (const name of layer.bypass ?? []) names.add(name)
  }
  return names.size > 0 ? [...names].sort() : unseen ? null : []
}
