/** Which form products take. */
import type { ProductKernel } from '@neurite/compiler'
import type { DType } from '@neurite/core'
import { expect, test } from 'vitest'
import { formOf } from './strategy.ts'

/** x [batch, rows, terms] times y [batch, terms, columns]; y transposed where that is asked for. */
function product(
  batch: number,
  rows: number,
  columns: number,
  terms: number,
  isTransposed = false,
  dtype: DType = 'float32',
): ProductKernel {
  const right = isTransposed ? [columns * terms, 0, terms] : [columns * terms, 0, 1]
  return {
    kind: 'product',
    dtype,
    extents: [batch, rows, columns],
    rows: 1,
    columns: 2,
    contracting: [terms],
    factors: [
      { operand: 0, at: { offset: 0, strides: [rows * terms, terms] }, steps: [1] },
      { operand: 1, at: { offset: 0, strides: right }, steps: [isTransposed ? 1 : columns] },
    ],
    body: [{ op: 'product', dtype }],
    stores: [{ result: 0, dtype, instruction: 0, at: { offset: 0, strides: [rows * columns, columns, 1] } }],
  }
}

test.each([
  ['small ones', product(1, 16, 16, 16), { kind: 'point', size: 1, chunks: 1 }],
  ['bools', product(1, 512, 512, 512, false, 'bool'), { kind: 'point', size: 1, chunks: 1 }],
  ['large ones', product(1, 512, 512, 512), { kind: 'tile', size: 64, chunks: 1 }],
  ['many small ones', product(64, 32, 32, 64), { kind: 'tile', size: 32, chunks: 1 }],
  ['few rows and many terms, as a layer of a small batch', product(1, 32, 128, 784), { kind: 'tile', size: 32, chunks: 7 }],
  ['the gradient of its weights', product(1, 784, 128, 32), { kind: 'tile', size: 32, chunks: 1 }],
  ['a matrix times a vector, by rows', product(1, 4096, 1, 4096, true), { kind: 'row', size: 64, chunks: 1 }],
  ['a vector times a matrix, by columns', product(1, 1, 4096, 4096), { kind: 'point', size: 1, chunks: 1 }],
  ['a short one', product(1, 1, 64, 4096), { kind: 'point', size: 1, chunks: 16 }],
  ['nothing', product(1, 0, 64, 4096), { kind: 'point', size: 1, chunks: 1 }],
])('%s', (_, kernel, expected) => expect(formOf(kernel)).toEqual(expected))
