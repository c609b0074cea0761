/** Which loops share their terms among invocations. */
import { type LoopKernel } from '@neurite/compiler'
import { expect, test } from 'vitest'
import { strategyOf } from './strategy.ts'

/** A sum over the terms of a matrix of points by terms, or of terms by points. */
const sum = (points: number, terms: number, isTransposed = false): LoopKernel => ({
  kind: 'loop',
  extents: [points, terms],
  kept: 1,
  body: [
    { op: 'load', dtype: 'float32', operand: 0, at: { offset: 0, strides: isTransposed ? [1, points] : [terms, 1] } },
    { op: 'reduce', dtype: 'float32', primitive: 'reduceSum', operand: 0 },
  ],
  stores: [{ result: 0, dtype: 'float32', instruction: 1, at: { offset: 0, strides: [1] } }],
})

/** The same, and each element less its row's sum. */
const centred = (points: number, terms: number): LoopKernel => {
  const { body, ...rest } = sum(points, terms)
  const strides = [terms, 1]
  return {
    ...rest,
    body: [...body, { op: 'apply', dtype: 'float32', primitive: 'sub', operands: [0, 1] }],
    stores: [{ result: 0, dtype: 'float32', instruction: 2, at: { offset: 0, strides } }],
  }
}

test.each([
  ['few terms', sum(1024, 10), { kind: 'point' }],
  ['rows', sum(1024, 768), { kind: 'row', size: 128 }],
  ['one long row', sum(1, 131072), { kind: 'split', chunks: 64, size: 256 }],
  ['a long row that is needed again', centred(1, 131072), { kind: 'row', size: 256 }],
  ['short columns', sum(128, 32, true), { kind: 'point' }],
  ['long columns', sum(128, 20000, true), { kind: 'split', chunks: 64, size: undefined }],
  ['many long columns', sum(65536, 2000, true), { kind: 'point' }],
  ['nothing', sum(0, 2000), { kind: 'point' }],
])('%s', (_, kernel, expected) => expect(strategyOf(kernel)).toEqual(expected))
