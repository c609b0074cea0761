/** Keys from a variable: they move on, eager and compiled alike. */
import { cpu } from '@neurite/backend-cpu'
import { compile, randomBits, randomKey, setBackend } from '@neurite/core'
import { beforeAll, expect, test } from 'vitest'
import { setRandomSeed } from './seed.ts'
import { SeedGenerator } from './seed-generator.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

const bits = async (generator: SeedGenerator): Promise<string> => String(await randomBits(generator.next(), [4]).data())

test('gives other keys at every call, eager', async () => {
  const generator = new SeedGenerator(1)
  const seen = new Set([await bits(generator), await bits(generator), await bits(generator)])
  expect(seen.size).toBe(3)
  expect((await generator.state.data())[1]).toBe(3)
})

test('gives the same keys compiled, with one trace', async () => {
  const [eager, traced] = [new SeedGenerator(2), new SeedGenerator(2)]
  const draw = compile(() => ({ a: randomBits(traced.next(), [4]), b: randomBits(traced.next(), [4]) }))
  for (let call = 0; call < 3; call++) {
    const { a, b } = draw()
    expect([String(await a.data()), String(await b.data())]).toEqual([await bits(eager), await bits(eager)])
  }
  expect(draw.traces).toBe(1)
})

test('moves on when a program repeats itself', async () => {
  const [eager, traced] = [new SeedGenerator(3), new SeedGenerator(3)]
  const draw = compile(() => randomBits(traced.next(), [4]))
  const last = draw.repeat(3)
  await bits(eager)
  await bits(eager)
  expect(String(await last.data())).toBe(await bits(eager))
})

test('takes its seed from the process when it gets none', async () => {
  setRandomSeed(4)
  const [first, other] = [new SeedGenerator(), new SeedGenerator()]
  setRandomSeed(4)
  const again = new SeedGenerator()
  const expected = await bits(first)
  expect(await bits(again)).toBe(expected)
  expect(await bits(other)).not.toBe(expected)
})

test('does not share keys with randomKey of the same seed', async () => {
  expect(await bits(new SeedGenerator(5))).not.toBe(String(await randomBits(randomKey(5), [4]).data()))
})

test('refuses seeds that are none', () => {
  expect(() => new SeedGenerator(0.5)).toThrow('SeedGenerator: seed must be an integer, got 0.5')
})
