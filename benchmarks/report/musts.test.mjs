import { describe, expect, test } from 'vitest'
import { startWorkload, workloads } from '../workloads/workloads.mjs'
import { judgeMusts, musts } from './musts.mjs'

/** @typedef {Partial<import('../types.d.ts').Result>} Partly */

/** @param {string} id @param {Record<string, number | Partly>} results - rates, or more */
const measured = (id, results) => ({
  id,
  unit: 'step',
  show: /** @type {const} */ ('per second'),
  tolerance: 1e-3,
  results: Object.entries(results).map(([name, given]) => ({
    name,
    label: name,
    rates: [],
    ...(typeof given === 'number' ? { rate: given } : given),
  })),
})

const labels = new Map([['peer', { label: 'The Peer' }]])

/** @type {import('./musts.mjs').Must} */
const must = { id: 'W9', ours: ['neurite-wasm'], theirs: ['peer', 'other'], least: 2 }

test('every must names a case and contenders that take part in it', () => {
  const taking = new Map([
    ...workloads.flatMap(({ cases }) => cases.map(({ id, contenders }) => /** @type {const} */ ([id, contenders]))),
    [startWorkload.name, startWorkload.contenders],
  ])
  for (const { id, ours, theirs, against = id } of musts) {
    expect(taking.get(id), id).toEqual(expect.arrayContaining([...ours]))
    expect(taking.get(against), id).toEqual(expect.arrayContaining([...theirs]))
  }
})

describe('a must is', () => {
  test('met from its ratio to the fastest of theirs on', () => {
    const judge = (/** @type {number} */ rate) =>
      judgeMusts([measured('W9', { 'neurite-wasm': rate, peer: 5, other: 10 })], labels, [must])
    expect(judge(20)).toEqual([
      {
        part: 'W9',
        must: 'W9',
        ours: 'all threads',
        against: 'The Peer or other',
        required: '2x',
        reached: '2x',
        met: true,
        note: '',
      },
    ])
    expect(judge(19)).toMatchObject([{ reached: '1.9x', met: false }])
  })

  test('not met by other results', () => {
    const ours = { rate: 100, difference: 0.1 }
    const [verdict] = judgeMusts([measured('W9', { 'neurite-wasm': ours, peer: 5 })], labels, [must])
    expect(verdict).toMatchObject({ met: false, note: 'the results differ' })
  })

  test.each([
    [{ 'neurite-wasm': { error: 'not built yet' }, peer: 5 }, 'ours: not built yet'],
    [{ 'neurite-wasm': 5, peer: { error: 'cannot train' } }, 'cannot train'],
    [{ 'neurite-wasm': 5 }, 'did not take part'],
    [{ peer: 5 }, 'ours: did not take part'],
  ])('not measured: %j', (results, note) => {
    const [verdict] = judgeMusts([measured('W9', results)], labels, [must])
    expect(verdict?.note).toBe(note)
    expect([verdict?.met, verdict?.reached]).toEqual([undefined, undefined])
  })

  test('left out where its case was not run', () => {
    expect(judgeMusts([], labels)).toEqual([])
  })
})

test('two cases are compared by their shares of the ceiling', () => {
  const odd = { id: 'W8', ours: ['neurite-wasm'], theirs: ['neurite-wasm'], least: 0.9, against: 'W9' }
  // The machine ran at half speed while the second was measured.
  const results = [measured('W9', { 'neurite-wasm': 40, ceiling: 50 }), measured('W8', { 'neurite-wasm': 19, ceiling: 25 })]
  expect(judgeMusts(results, labels, [odd])).toMatchObject([{ against: 'itself at W9', reached: '0.95x', met: true }])
})
