/** A global node id in the form that GitHub gives them today: a prefix and a packed number. */
export function nodeId(prefix: string, id: number): string {
  const packed = Buffer.alloc(7)
  packed.writeUInt8(0x92, 0)
  packed.writeUInt8(0x00, 1)
  packed.writeUInt8(0xce, 2)
  packed.writeUInt32BE(id, 3)
  return `${prefix}_${packed.toString('base64url')}`
}
