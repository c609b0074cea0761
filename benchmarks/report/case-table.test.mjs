import { expect, test } from 'vitest'
import { formatCase } from './case-table.mjs'

/** @type {import('../types.d.ts').CaseResult} */
const measured = {
  id: 'W9',
  unit: 'step',
  show: 'milliseconds',
  tolerance: 1e-3,
  results: [
    {
      name: 'neurite-wasm',
      label: 'Ours',
      rates: [90, 100, 110],
      rate: 100,
      difference: 0,
      checked: [2.5, 1.25],
      compiles: 9,
      compilesWhileTimed: 1,
    },
    { name: 'peer', label: 'Theirs', rates: [25], rate: 25, difference: 0.2, checked: [2.5, 1.5] },
    { name: 'other', label: 'Another', rates: [], error: 'cannot train' },
  ],
}

test('a row per contender, how they compare, and why one is missing', () => {
  expect(formatCase(measured).split('\n')).toEqual([
    '  W9      ms per step  spread  slices  ours / it  checked: first last                compiles',
    '  Ours             10    ±10%       3         1x        2.5000 1.2500        agrees  9 (1 TIMED)',
    '  Theirs           40               1         4x        2.5000 1.5000  DIFFERS 2e-1',
    '  Another: cannot train',
  ])
})

test('what a step asks of the GPU, where there is one', () => {
  const [first, ...others] = measured.results
  const calls = { dispatches: 8, submits: 1.004, buffers: 0, bindGroups: 0, pipelines: 0, writes: 1.5, copies: 0.1 }
  const results = [...(first ? [{ ...first, calls }] : []), ...others]
  expect(
    formatCase({ ...measured, results })
      .split('\n')
      .slice(-2),
  ).toEqual([
    '  W9, per step  dispatches  submits  buffers  bind groups  pipelines  writes  copies',
    '  Ours                   8        1        0            0          0     1.5     0.1',
  ])
})

test('rates per second', () => {
  expect(formatCase({ ...measured, show: 'per second', unit: 'GFLOP' })).toMatch(/GFLOP\/s[^]*Ours +100 /)
})
