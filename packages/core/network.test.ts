import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isInNetwork, prefixLength } from './network.ts'

test('tells an address inside a network from one outside', () => {
  expect(isInNetwork('198.51.100.7', '198.51.100.0/24')).toBe(true)
  expect(isInNetwork('198.51.101.7', '198.51.100.0/24')).toBe(false)
  expect(isInNetwork('203.0.113.9', '0.0.0.0/0')).toBe(true)
  expect(isInNetwork('203.0.113.9', '203.0.113.9')).toBe(true)
  expect(isInNetwork('2001:db8::1', '198.51.100.0/24')).toBeNull()
  expect(isInNetwork('198.51.100.7', '300.1.1.1/8')).toBeNull()
})

test('knows how wide a network is', () => {
  expect(prefixLength('10.0.0.0/8')).toEqual({ bits: 8, of: 32 })
  expect(prefixLength('2001:db8::/32')).toEqual({ bits: 32, of: 128 })
  expect([prefixLength('10.0.0.0/33'), prefixLength('acme')]).toEqual([null, null])
})

test('every address is in its own network of any width', () => {
  const address = fc.tuple(...[0, 1, 2, 3].map(() => fc.nat(255))).map((parts) => parts.join('.'))
  fc.assert(fc.property(address, fc.nat(32), (one, bits) => isInNetwork(one, `${one}/${bits}`) === true))
})
