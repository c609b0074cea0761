/** dotGeneral: matrix products written out, every arrangement of axes against the definition, wrap-around and rounding. */
import type { DType, PrimitiveAttributes, Shape } from '@neurite/core'
import { sizeOf } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { apply, type Tensor, tensor } from '../../testing/apply-primitive.ts'

type Attributes = PrimitiveAttributes['dotGeneral']

const inf = Infinity

const matmul: Attributes = { lhsBatch: [], rhsBatch: [], lhsContracting: [1], rhsContracting: [0] }
const inner: Attributes = { ...matmul, lhsContracting: [0] }
const outer: Attributes = { lhsBatch: [], rhsBatch: [], lhsContracting: [], rhsContracting: [] }

const run = (attributes: Attributes, lhs: Tensor, rhs: Tensor): Tensor => apply({ primitive: 'dotGeneral', attributes }, lhs, rhs)

const vectors: readonly [DType, number[], number[], number][] = [
  ['float32', [1, 2, 3], [4, 5, 6], 32],
  ['float32', [1e8, 1, -1e8], [1, 1, 1], 1],
  ['float32', [0, 1], [inf, 1], NaN],
  ['float16', [2048, 1, 1], [1, 1, 1], 2050],
  ['float16', [256, 256], [256, 1], inf],
  ['float64', [0.1, 0.2], [1, 1], 0.30000000000000004],
  ['int32', [123456789, 1], [987654321, 1], -67153018],
  ['int32', [2147483647, 1], [1, 1], -2147483648],
  ['uint32', [4294967295, 4294967295], [4294967295, 1], 0],
  ['int8', [100, 100], [2, 1], 44],
  ['uint8', [200, 200], [2, 1], 88],
  ['float32', [], [], 0],
  ['int32', [], [], 0],
]

const shapes: readonly [string, Shape, Shape, Attributes][] = [
  ['matrix times matrix', [2, 3], [3, 4], matmul],
  ['transposed left', [3, 2], [3, 4], inner],
  ['transposed right', [2, 3], [4, 3], { ...matmul, rhsContracting: [1] }],
  ['batch in front', [5, 2, 3], [5, 3, 4], { lhsBatch: [0], rhsBatch: [0], lhsContracting: [2], rhsContracting: [1] }],
  ['batch at the end', [2, 3, 5], [3, 4, 5], { lhsBatch: [2], rhsBatch: [2], lhsContracting: [1], rhsContracting: [0] }],
  [
    'two batch axes, in another order',
    [2, 5, 3],
    [5, 2, 3],
    { lhsBatch: [1, 0], rhsBatch: [0, 1], lhsContracting: [2], rhsContracting: [2] },
  ],
  ['two contracting axes, crossed', [2, 3, 4], [4, 3, 2], { ...outer, lhsContracting: [1, 2], rhsContracting: [1, 0] }],
  ['several free axes', [2, 3, 2], [3, 2, 2], { ...outer, lhsContracting: [1], rhsContracting: [0] }],
  ['outer product', [2, 3], [4], outer],
  ['scalars', [], [], outer],
  ['scalar times matrix', [], [2, 2], outer],
  ['only batch axes', [3], [3], { lhsBatch: [0], rhsBatch: [0], lhsContracting: [], rhsContracting: [] }],
  ['no rows', [0, 3], [3, 4], matmul],
  ['no columns', [2, 3], [3, 0], matmul],
  ['nothing to sum', [2, 0], [0, 4], matmul],
  ['no batches', [0, 2, 3], [0, 3, 4], { lhsBatch: [0], rhsBatch: [0], lhsContracting: [2], rhsContracting: [1] }],
]

/** All positions of a shape, row-major. */
const positions = (shape: Shape): number[][] =>
  shape.reduce<number[][]>(
    (prefixes, extent) => prefixes.flatMap((p) => Array.from({ length: extent }, (_, i) => [...p, i])),
    [[]],
  )

const at = ({ shape, values }: Tensor, position: readonly number[]): number =>
  values[position.reduce((offset, index, axis) => offset * shape[axis]! + index, 0)]!

/** The definition: for each position of the result, the sum over all pairs of positions that agree with it. */
function byDefinition({ lhsBatch, rhsBatch, lhsContracting, rhsContracting }: Attributes, lhs: Tensor, rhs: Tensor): number[] {
  const agree = (a: readonly number[], b: readonly number[], l: readonly number[], r: readonly number[]) =>
    l.every((axis, i) => a[axis] === b[r[i]!])
  const free = (position: readonly number[], bound: readonly number[]) => position.filter((_, axis) => !bound.includes(axis))
  const sums = new Map<string, number>()
  for (const a of positions(lhs.shape)) {
    for (const b of positions(rhs.shape)) {
      if (!agree(a, b, lhsBatch, rhsBatch) || !agree(a, b, lhsContracting, rhsContracting)) continue
      const batch = lhsBatch.map((axis) => a[axis]!)
      const key = [...batch, ...free(a, [...lhsBatch, ...lhsContracting]), ...free(b, [...rhsBatch, ...rhsContracting])].join()
      sums.set(key, (sums.get(key) ?? 0) + at(lhs, a) * at(rhs, b))
    }
  }
  const shape = [
    ...lhsBatch.map((axis) => lhs.shape[axis]!),
    ...free(lhs.shape, [...lhsBatch, ...lhsContracting]),
    ...free(rhs.shape, [...rhsBatch, ...rhsContracting]),
  ]
  return positions(shape).map((position) => sums.get(position.join()) ?? 0)
}

/** Small whole numbers: every product and sum of them is exact in float16 too. */
const small = (dtype: DType, shape: Shape, first: number): Tensor =>
  tensor(
    dtype,
    Array.from({ length: sizeOf(shape) }, (_, i) => ((first + 5 * i) % 11) - 3),
    shape,
  )

describe('dotGeneral', () => {
  test('of two matrices', () => {
    const lhs = tensor('float32', [1, 2, 3, 4, 5, 6], [2, 3])
    const rhs = tensor('float32', [7, 8, 9, 10, 11, 12], [3, 2])
    expect(run(matmul, lhs, rhs)).toEqual(tensor('float32', [58, 64, 139, 154], [2, 2]))
  })

  test.each(vectors)('of %s %j and %j', (dtype, a, b, expected) => {
    expect(run(inner, tensor(dtype, a), tensor(dtype, b))).toEqual(tensor(dtype, [expected], []))
  })

  const cases = shapes.flatMap(([name, l, r, attributes]) =>
    (['float32', 'int32', 'float16'] as const).map((dtype) => ({ name, l, r, attributes, dtype })),
  )

  test.each(cases)('$name in $dtype follows its definition', ({ l, r, attributes, dtype }) => {
    const [lhs, rhs] = [small(dtype, l, 1), small(dtype, r, 4)]
    expect(run(attributes, lhs, rhs).values).toEqual(byDefinition(attributes, lhs, rhs))
  })
})
