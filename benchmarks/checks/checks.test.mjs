import { expect, test } from 'vitest'
import { argumentsFor, readAccuracies, trainings } from './accuracy.mjs'
import { judgeCalls } from './calls.mjs'
import { judgeHeld } from './memory.mjs'
import { pageBytes } from './size.mjs'

const held = { bytes: 4800, buffers: 42, wasmBytes: 65536, heapBytes: 1_000_000 }

test.each([
  [{}, 'equal, heap +0.0%', true],
  [{ heapBytes: 1_009_000 }, 'equal, heap +0.9%', true],
  [{ heapBytes: 1_011_000 }, 'equal, heap +1.1%', false],
  [{ heapBytes: 900_000 }, 'equal, heap -10.0%', true],
  [{ bytes: 4804 }, 'live bytes 4800 -> 4804, heap +0.0%', false],
  [{ buffers: 41, wasmBytes: 131_072 }, 'buffers 42 -> 41, Wasm memory 65536 -> 131072, heap +0.0%', false],
])('memory that went on with %j', (changes, reached, met) => {
  expect(judgeHeld({ early: held, late: { ...held, ...changes } })).toEqual({ reached, met })
})

test('calls of a step are judged one by one', () => {
  const judge = (/** @type {number[]} */ [dispatches = 0, submits = 0, made = 0]) =>
    judgeCalls('W9', { dispatches, submits, made }, 10).map(({ required, reached, met }) => [required, reached, met])
  expect(judge([10, 1, 0])).toEqual([
    ['at most 10', '10', true],
    ['1', '1', true],
    ['0', '0', true],
  ])
  expect(judge([11, 2, 1]).map(([, , met]) => met)).toEqual([false, false, false])
  expect(judge([NaN, NaN, NaN]).map(([, , met]) => met)).toEqual([false, false, false])
})

test('the size is that of the page', () => {
  const rows = [
    { name: 'what it loads later', size: 3 },
    { name: 'a page that trains: core', size: 7 },
  ]
  expect(pageBytes(JSON.stringify(rows))).toBe(7)
  expect(() => pageBytes(JSON.stringify(rows.slice(0, 1)))).toThrow('.size-limit.mjs has no page')
})

test('accuracy is what the trainer prints for people to repeat', () => {
  const lines = [
    { seed: 0, accuracy: 0.9 },
    { seed: 1, accuracy: 0.8 },
    { seeds: [0, 1], accuracy: 0.85 },
  ]
  expect(readAccuracies(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`)).toEqual({ mean: 0.85, all: [0.9, 0.8] })
  const [digits, , fashion] = trainings.map((training) => argumentsFor(training, 'some/folder').join(' '))
  expect(digits).toBe('evaluate --model mlp --epochs 10 --seeds 0,1,2 --validation-split 0')
  expect(fashion).toBe(
    'evaluate --model mlp --epochs 10 --seeds 0 --validation-split 0 --dataset fashion-mnist --data-dir some/folder',
  )
})
