/** dotGeneral in every layout and around every block size, against sums in float64. */
import { type DType, type PrimitiveAttributes, type Shape, sizeOf, stridesOf } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { runPrimitive, tensor, type TestTensor } from '../testing/run.ts'
import { wasm } from '../wasm.ts'

type Attributes = PrimitiveAttributes['dotGeneral']

const backend = wasm()

/** Small integers: sums are exact in every dtype and order, so results can be compared for equality. */
function integers(dtype: DType, shape: Shape, seed: number): TestTensor {
  return tensor(
    dtype,
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => (((i + seed) * 2654435761) >>> 8) % 7),
  )
}

const indicesOf = (shape: Shape): number[][] =>
  shape.reduce<number[][]>(
    (list, extent) => list.flatMap((index) => Array.from({ length: extent }, (_, i) => [...index, i])),
    [[]],
  )

/** Straight from the definition: indices are put together axis by axis. */
function expected(
  lhs: TestTensor,
  rhs: TestTensor,
  { lhsBatch, rhsBatch, lhsContracting, rhsContracting }: Attributes,
): number[] {
  const free = (shape: Shape, taken: readonly number[]): number[] => [...shape.keys()].filter((axis) => !taken.includes(axis))
  const [lhsFree, rhsFree] = [
    free(lhs.shape, [...lhsBatch, ...lhsContracting]),
    free(rhs.shape, [...rhsBatch, ...rhsContracting]),
  ]
  const at = ({ shape, values }: TestTensor, parts: readonly (readonly [readonly number[], readonly number[]])[]): number => {
    const strides = stridesOf(shape)
    return values[
      parts.reduce((sum, [axes, index]) => axes.reduce((inner, axis, i) => inner + index[i]! * strides[axis]!, sum), 0)
    ]!
  }
  const along = (shape: Shape, axes: readonly number[]): number[][] => indicesOf(axes.map((axis) => shape[axis]!))
  return along(lhs.shape, lhsBatch).flatMap((batch) =>
    along(lhs.shape, lhsFree).flatMap((row) =>
      along(rhs.shape, rhsFree).map((column) =>
        along(lhs.shape, lhsContracting).reduce(
          (sum, step) =>
            sum +
            at(lhs, [
              [lhsBatch, batch],
              [lhsFree, row],
              [lhsContracting, step],
            ]) *
              at(rhs, [
                [rhsBatch, batch],
                [rhsFree, column],
                [rhsContracting, step],
              ]),
          0,
        ),
      ),
    ),
  )
}

/** What the backend computes, beside what the definition gives. */
function product(
  dtype: DType,
  lhsShape: Shape,
  rhsShape: Shape,
  attributes: Attributes,
): { got: readonly number[]; wanted: number[] } {
  const [lhs, rhs] = [integers(dtype, lhsShape, 1), integers(dtype, rhsShape, 5)]
  const [result] = runPrimitive(backend, 'dotGeneral', attributes, [lhs, rhs])
  return { got: result!.values, wanted: expected(lhs, rhs, attributes) }
}

const noBatch = { lhsBatch: [], rhsBatch: [] }

/** Which axis of each operand is summed over: [m, k] or [k, m], and [k, n] or [n, k]. */
const layouts = [
  ['x·w', false, false],
  ['xᵀ·w', true, false],
  ['x·wᵀ', false, true],
  ['xᵀ·wᵀ', true, true],
] as const

describe.each(layouts)('dotGeneral %s', (_name, lhsTransposed, rhsTransposed) => {
  const extents = [0, 1, 2, 3, 4, 5, 7, 8, 9]
  const attributes = { ...noBatch, lhsContracting: [lhsTransposed ? 0 : 1], rhsContracting: [rhsTransposed ? 1 : 0] }
  const matrices = (dtype: DType, m: number, k: number, n: number) =>
    product(dtype, lhsTransposed ? [k, m] : [m, k], rhsTransposed ? [n, k] : [k, n], attributes)

  it.each(extents)('is right around the block sizes, %i rows', (m) => {
    for (const k of [0, 1, 3, 4, 6, 9]) {
      for (const n of [0, 1, 2, 3, 4, 5, 8, 11, 15]) {
        const { got, wanted } = matrices('float32', m, k, n)
        expect(got, `k ${k}, n ${n}`).toEqual(wanted)
      }
    }
  })

  it.each(['float32', 'float64', 'int32', 'uint32'] as const)('is right for larger %s', (dtype) => {
    const { got, wanted } = matrices(dtype, 33, 50, 21)
    expect(got).toEqual(wanted)
  })

  it('is right where rows of a factor are far apart in a cache', () => {
    const { got, wanted } = matrices('float32', 128, 130, 66)
    expect(got).toEqual(wanted)
  })
})

const dot = (lhsContracting: readonly number[], rhsContracting: readonly number[]): Attributes => ({
  ...noBatch,
  lhsContracting,
  rhsContracting,
})
const firstBatch = { lhsBatch: [0], rhsBatch: [0], lhsContracting: [2], rhsContracting: [1] }

const others: readonly (readonly [what: string, dtype: DType, lhs: Shape, rhs: Shape, attributes: Attributes])[] = [
  ['a batch', 'float32', [3, 5, 4], [3, 4, 9], firstBatch],
  ['a batch of far rows', 'float32', [2, 128, 128], [2, 128, 64], { ...firstBatch, lhsContracting: [1] }],
  ['a float64 batch', 'float64', [3, 5, 4], [3, 4, 9], firstBatch],
  ['an empty batch', 'int32', [0, 5, 4], [0, 4, 9], firstBatch],
  [
    'a batch on other axes',
    'float32',
    [5, 3, 4],
    [9, 4, 3],
    { lhsBatch: [1], rhsBatch: [2], lhsContracting: [2], rhsContracting: [1] },
  ],
  [
    'two batch axes',
    'float32',
    [2, 3, 5, 4],
    [2, 3, 6, 4],
    { lhsBatch: [0, 1], rhsBatch: [0, 1], lhsContracting: [3], rhsContracting: [3] },
  ],
  [
    'crossed batch axes',
    'float32',
    [3, 2, 4],
    [2, 3, 4],
    { lhsBatch: [1, 0], rhsBatch: [0, 1], lhsContracting: [2], rhsContracting: [2] },
  ],
  ['two sums', 'float32', [2, 3, 5], [2, 3, 9], dot([0, 1], [0, 1])],
  ['two sums, listed backwards', 'float32', [2, 3, 5], [2, 3, 9], dot([1, 0], [1, 0])],
  ['two sums, crossed', 'float32', [2, 3, 5], [3, 2, 9], dot([1, 0], [0, 1])],
  ['sums over everything', 'float32', [4, 5], [4, 5], dot([0, 1], [0, 1])],
  ['free axes next to each other', 'float32', [2, 3, 5], [5, 3, 4], dot([2], [0])],
  ['free axes around the sum', 'float32', [2, 5, 3], [3, 5, 4], dot([1], [1])],
  ['the outer product', 'float32', [5], [9], dot([], [])],
  ['vectors', 'float32', [23], [23], dot([0], [0])],
  ['scalars', 'float32', [], [], dot([], [])],
  ['matrix by vector', 'float32', [6, 5], [5], dot([1], [0])],
  ['vector by matrix', 'float32', [5], [5, 9], dot([0], [0])],
]

describe('dotGeneral', () => {
  it.each(others)('is right for %s', (_what, dtype, lhs, rhs, attributes) => {
    const { got, wanted } = product(dtype, lhs, rhs, attributes)
    expect(got).toEqual(wanted)
  })

  it('carries NaN and infinities through', () => {
    const lhs = tensor('float32', [1, 5], [1, Number.NaN, 0, 0, 0])
    const rhs = tensor('float32', [5, 9], 1)
    expect(runPrimitive(backend, 'dotGeneral', dot([1], [0]), [lhs, rhs])[0]!.values).toEqual(new Array(9).fill(Number.NaN))
  })
})
