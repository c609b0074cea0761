/** gather and scatterAdd: axes, batches, indices out of range, repeated indices. */
import type { DType, GatherAttributes } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { apply, type Tensor, tensor } from '../../testing/apply-primitive.ts'

const rows: GatherAttributes = { axis: 0, batchDims: 0 }
const columns: GatherAttributes = { axis: 1, batchDims: 0 }
const batched: GatherAttributes = { axis: 1, batchDims: 1 }

const indices = (values: readonly number[], shape?: readonly number[]): Tensor => tensor('int32', values, shape)
const matrix = tensor('float32', [1, 2, 3, 4, 5, 6], [3, 2])

const gathers: readonly [string, GatherAttributes, Tensor, Tensor, Tensor][] = [
  ['rows', rows, matrix, indices([2, 0, 2]), tensor('float32', [5, 6, 1, 2, 5, 6], [3, 2])],
  ['one row', rows, matrix, indices([1], []), tensor('float32', [3, 4])],
  ['rows, out of range', rows, matrix, indices([-1, 3, 1, 2147483647]), tensor('float32', [0, 0, 0, 0, 3, 4, 0, 0], [4, 2])],
  ['columns', columns, matrix, indices([1, 1, 0]), tensor('float32', [2, 2, 1, 4, 4, 3, 6, 6, 5], [3, 3])],
  [
    'columns by a matrix of indices',
    columns,
    matrix,
    indices([1, 0, 5, 1], [2, 2]),
    tensor('float32', [2, 1, 0, 2, 4, 3, 0, 4, 6, 5, 0, 6], [3, 2, 2]),
  ],
  ['one element per row', batched, matrix, indices([1, 0, -2]), tensor('float32', [2, 3, 0])],
  ['two elements per row', batched, matrix, indices([1, 0, 0, 0, 1, 1], [3, 2]), tensor('float32', [2, 1, 3, 3, 6, 6], [3, 2])],
  [
    'the last axis, one batch axis and one between',
    { axis: 2, batchDims: 1 },
    tensor('int32', [0, 1, 2, 3, 4, 5, 6, 7], [2, 2, 2]),
    indices([1, 0], [2, 1]),
    tensor('int32', [1, 3, 4, 6], [2, 2, 1]),
  ],
  ['true, and false out of range', rows, tensor('bool', [1, 1]), indices([0, 2]), tensor('bool', [1, 0])],
  ['float16', rows, tensor('float16', [0.5, -2]), indices([1, 9, 0]), tensor('float16', [-2, 0, 0.5])],
  ['by no indices', rows, matrix, indices([]), tensor('float32', [], [0, 2])],
  ['from nothing', rows, tensor('uint8', [], [0]), indices([0, 1]), tensor('uint8', [0, 0])],
  ['no columns', rows, tensor('float32', [], [2, 0]), indices([1]), tensor('float32', [], [1, 0])],
]

const scatters: readonly [string, GatherAttributes, Tensor, Tensor, Tensor, number[]][] = [
  ['rows', rows, matrix, indices([2, 0]), tensor('float32', [10, 20, 30, 40], [2, 2]), [31, 42, 3, 4, 15, 26]],
  ['repeated rows', rows, matrix, indices([1, 1, 1]), tensor('float32', [1, 2, 1, 2, 1, 2], [3, 2]), [1, 2, 6, 10, 5, 6]],
  ['out of range', rows, matrix, indices([-1, 3]), tensor('float32', [9, 9, 9, 9], [2, 2]), [1, 2, 3, 4, 5, 6]],
  ['columns', columns, matrix, indices([0]), tensor('float32', [10, 20, 30], [3, 1]), [11, 2, 23, 4, 35, 6]],
  ['one element per row', batched, matrix, indices([1, 0, 7]), tensor('float32', [10, 20, 30]), [1, 12, 23, 4, 5, 6]],
  ['one row by a scalar index', rows, matrix, indices([0], []), tensor('float32', [1, 1]), [2, 3, 3, 4, 5, 6]],
  ['into nothing', rows, tensor('float32', [], [0]), indices([0]), tensor('float32', [1]), []],
  ['of nothing', rows, tensor('float32', [7]), indices([]), tensor('float32', [], [0]), [7]],
]

const additions: readonly [DType, number, number[], number][] = [
  // Neighbours of 1e8 in float32 are 8 apart: one by one, every 1 would be lost.
  ['float32', 1e8, [1, 1, 1, 1, 1], 100000008],
  ['float16', 2048, [1, 1], 2050],
  ['float64', 0, [0.1, 0.2], 0.30000000000000004],
  ['int32', 2147483647, [1, 1], -2147483647],
  ['uint32', 4294967295, [4294967295, 4], 2],
  ['int8', 127, [127, 127], 125],
  ['uint8', 250, [250, 250], 238],
]

describe('gather', () => {
  test.each(gathers)('%s', (_, attributes, x, at, expected) => {
    expect(apply({ primitive: 'gather', attributes }, x, at)).toEqual(expected)
  })
})

describe('scatterAdd', () => {
  test.each(scatters)('%s', (_, attributes, x, at, updates, expected) => {
    expect(apply({ primitive: 'scatterAdd', attributes }, x, at, updates)).toEqual({ ...x, values: expected })
  })

  test.each(additions)('%s %d plus all of %j', (dtype, x, updates, expected) => {
    const at = indices(updates.map(() => 0))
    const given = apply({ primitive: 'scatterAdd', attributes: rows }, tensor(dtype, [x]), at, tensor(dtype, updates))
    expect(given.values).toEqual([expected])
  })
})
