import { expect, test } from 'vitest'
import { measureCase } from './measure-case.mjs'

/** @typedef {{ unitMs: number, firstMs: number, checked: number[], fails: (call: string) => boolean, compiles?: number }} Behaviour */

/** @type {import('../types.d.ts').Case} */
const measured = {
  id: 'W9',
  kind: 'train',
  spec: { model: 'mlp' },
  unit: 'step',
  show: 'per second',
  contenders: ['a', 'b', 'c'],
  tolerance: 1e-3,
}
const effort = { rounds: 3, sliceMs: 100, checkSteps: 20, warmCalls: 64, warmMs: 1000, hopelessMs: 10_000 }

/** Contenders that are told how to behave, and a log of everything that they are asked. */
function pretend(/** @type {Record<string, Partial<Behaviour>>} */ behaviours) {
  /** @type {{ name: string, call: string, amount: number | undefined, spec: unknown }[]} */
  const log = []
  const taking = Object.entries(behaviours).map(
    ([name, { unitMs = 1, firstMs = 0, checked = [1, 0.5], fails = () => false, compiles = 1 }]) => ({
      contender: { name, label: `contender ${name}`, family: 'neurite', serve: [] },
      child: {
        ask: async (/** @type {Readonly<Record<string, any>>} */ { call, amount, spec }) => {
          log.push({ name, call, amount, spec })
          if (fails(call)) throw new Error(`${name} failed`)
          if (call === 'check') return checked
          if (call === 'facts') return { compiles }
          if (call !== 'slice') return null
          const isFirst = log.filter((each) => each.name === name && each.call === 'slice').length === 1
          return { milliseconds: amount * unitMs + (isFirst ? firstMs : 0), done: amount }
        },
      },
    }),
  )
  return { taking, log }
}

/** @param {readonly { name: string, call: string }[]} log @param {number} rounds */
const timed = (log, rounds) =>
  log
    .filter(({ call }) => call === 'slice')
    .slice(-rounds)
    .map(({ name }) => name)
    .join('')

test('slices of a round follow one another, and who begins rotates', async () => {
  const { taking, log } = pretend({ a: {}, b: {}, c: {} })
  await measureCase(measured, taking, effort)
  expect(timed(log, 9)).toBe('abcbcacab')
})

test('slices last as long as they should, whatever a unit takes', async () => {
  const { taking, log } = pretend({ a: { unitMs: 0.5 }, b: { unitMs: 20 }, c: { unitMs: 400 } })
  const { results } = await measureCase(measured, taking, effort)
  const last = (/** @type {string} */ name) => log.findLast((each) => each.name === name && each.call === 'slice')?.amount
  expect(['a', 'b', 'c'].map(last)).toEqual([200, 5, 1])
  expect(results.map(({ rate }) => rate)).toEqual([2000, 50, 2.5])
})

test('what compiles at first does not count', async () => {
  const { taking } = pretend({ a: { unitMs: 0.5, firstMs: 8000 } })
  const { results } = await measureCase(measured, taking, effort)
  expect(results[0]?.rates).toEqual([2000, 2000, 2000])
})

test('what takes seconds is repeated only a few times', async () => {
  const { taking } = pretend({ a: {}, b: { unitMs: 5000 } })
  const { results } = await measureCase(measured, taking, effort)
  expect(results.map(({ rates }) => rates.length)).toEqual([3, 2])
})

test('what takes longer than anybody compiles is measured once, and nobody waits for a second to warm up', async () => {
  const { taking, log } = pretend({ a: {}, b: { unitMs: 20_000 } })
  const { results } = await measureCase(measured, taking, effort)
  expect(results.map(({ rates }) => rates.length)).toEqual([3, 1])
  expect(log.filter(({ name, call }) => name === 'b' && call === 'slice')).toHaveLength(2)
})

/** @param {{ name: string, call: string, amount: number | undefined }[]} log */
const warmCalls = (log) =>
  log
    .filter(({ call }) => call === 'slice')
    .slice(0, -effort.rounds)
    .reduce((sum, { amount }) => sum + (amount ?? 0), 0)

test.each([
  [5, 64],
  [12, 64],
  [300, 4],
])('units of %i ms: %i of them, or a second, are run before any counts', async (unitMs, least) => {
  const { taking, log } = pretend({ a: { unitMs } })
  await measureCase(measured, taking, effort)
  expect(warmCalls(log)).toBeGreaterThanOrEqual(least)
  expect(warmCalls(log)).toBeLessThan(least + 100 / unitMs + 1)
})

test('a case with many like it takes shorter slices', async () => {
  const { taking, log } = pretend({ a: {} })
  await measureCase({ ...measured, mostSliceMs: 30 }, taking, effort)
  expect(log.findLast(({ call }) => call === 'slice')?.amount).toBe(30)
})

test('results are compared to those of the first that answers', async () => {
  const { taking } = pretend({ a: { checked: [] }, b: { checked: [2, 1] }, c: { checked: [2, 1.01] } })
  const { results } = await measureCase(measured, taking, effort)
  expect(results.map(({ difference }) => difference)).toEqual([undefined, 0, expect.closeTo(0.01)])
  expect(results[2]?.checked).toEqual([2, 1.01])
})

test.each(['open', 'check', 'slice'])('who fails in %s is out, with the reason; the others go on', async (failing) => {
  const { taking } = pretend({ a: {}, b: { fails: (call) => call === failing } })
  const { results } = await measureCase(measured, taking, effort)
  expect(results[0]?.rates).toHaveLength(3)
  expect(results[1]).toMatchObject({ rates: [], rate: undefined, error: 'b failed' })
})

test('who is missing is not asked', async () => {
  const { taking, log } = pretend({ a: {} })
  const missing = { contender: { name: 'b', label: 'b', family: 'torch', serve: [], missing: 'not there' }, child: undefined }
  const { results } = await measureCase(measured, [...taking, missing], effort)
  expect(results[1]).toMatchObject({ error: 'not there', rate: undefined })
  expect(log.every(({ name }) => name === 'a')).toBe(true)
})

test('a case may compare fewer steps', async () => {
  const { taking, log } = pretend({ a: {} })
  await measureCase({ ...measured, mostCheckSteps: 4 }, taking, effort)
  expect(log.find(({ call }) => call === 'open')?.spec).toEqual({ model: 'mlp', checkSteps: 4 })
})
