/** Movement primitives: every result is written out, or follows from the formula of the definition. */
import { type DType, dtypes, type Shape, sizeOf } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { apply, type Operation, type Tensor, tensor } from '../../testing/apply-primitive.ts'

const inf = Infinity

/** 0, 1, 2, ... in this shape. */
const counting = (shape: Shape, dtype: DType = 'float32'): Tensor =>
  tensor(
    dtype,
    Array.from({ length: sizeOf(shape) }, (_, i) => i),
    shape,
  )

const zero = tensor('float32', [0], [])

const table: readonly [string, Operation, Tensor[], Tensor][] = [
  ['reshape', { primitive: 'reshape', attributes: { shape: [3, 2] } }, [counting([2, 3])], counting([3, 2])],
  ['reshape to 0-d', { primitive: 'reshape', attributes: { shape: [] } }, [counting([1, 1])], counting([])],
  ['reshape of nothing', { primitive: 'reshape', attributes: { shape: [0, 5] } }, [counting([3, 0])], counting([0, 5])],

  [
    'transpose of a matrix',
    { primitive: 'transpose', attributes: { permutation: [1, 0] } },
    [counting([2, 3])],
    tensor('float32', [0, 3, 1, 4, 2, 5], [3, 2]),
  ],
  [
    'transpose that cycles three axes',
    { primitive: 'transpose', attributes: { permutation: [2, 0, 1] } },
    [counting([2, 3, 2], 'int32')],
    tensor('int32', [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11], [2, 2, 3]),
  ],
  ['transpose of 0-d', { primitive: 'transpose', attributes: { permutation: [] } }, [counting([])], counting([])],
  ['transpose of nothing', { primitive: 'transpose', attributes: { permutation: [1, 0] } }, [counting([0, 3])], counting([3, 0])],

  [
    'broadcast of a row',
    { primitive: 'broadcast', attributes: { shape: [2, 3] } },
    [counting([3])],
    tensor('float32', [0, 1, 2, 0, 1, 2], [2, 3]),
  ],
  [
    'broadcast of a column, with a new axis',
    { primitive: 'broadcast', attributes: { shape: [2, 2, 3] } },
    [counting([2, 1])],
    tensor('float32', [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1], [2, 2, 3]),
  ],
  ['broadcast of 0-d', { primitive: 'broadcast', attributes: { shape: [2] } }, [tensor('bool', [1], [])], tensor('bool', [1, 1])],
  ['broadcast of 0-d to 0-d', { primitive: 'broadcast', attributes: { shape: [] } }, [counting([])], counting([])],
  ['broadcast to nothing', { primitive: 'broadcast', attributes: { shape: [0, 3] } }, [counting([1, 3])], counting([0, 3])],

  [
    'flip of the last axis',
    { primitive: 'flip', attributes: { axes: [1] } },
    [counting([2, 3])],
    tensor('float32', [2, 1, 0, 5, 4, 3], [2, 3]),
  ],
  [
    'flip of both axes',
    { primitive: 'flip', attributes: { axes: [0, 1] } },
    [counting([2, 3])],
    tensor('float32', [5, 4, 3, 2, 1, 0], [2, 3]),
  ],
  ['flip of no axis', { primitive: 'flip', attributes: { axes: [] } }, [counting([])], counting([])],
  ['flip of nothing', { primitive: 'flip', attributes: { axes: [0, 1] } }, [counting([2, 0])], counting([2, 0])],

  [
    'slice with strides',
    { primitive: 'slice', attributes: { starts: [1, 0], limits: [3, 5], strides: [1, 2] } },
    [counting([3, 5])],
    tensor('float32', [5, 7, 9, 10, 12, 14], [2, 3]),
  ],
  [
    'slice that does not end on its stride',
    { primitive: 'slice', attributes: { starts: [1], limits: [6], strides: [3] } },
    [counting([6])],
    tensor('float32', [1, 4]),
  ],
  [
    'slice of nothing at the end',
    { primitive: 'slice', attributes: { starts: [3], limits: [3], strides: [1] } },
    [counting([3])],
    counting([0]),
  ],
  ['slice of 0-d', { primitive: 'slice', attributes: { starts: [], limits: [], strides: [] } }, [counting([])], counting([])],

  [
    'pad around and between',
    { primitive: 'pad', attributes: { low: [1], high: [2], interior: [1] } },
    [tensor('float32', [1, 2, 3]), tensor('float32', [9], [])],
    tensor('float32', [9, 1, 9, 2, 9, 3, 9, 9]),
  ],
  [
    'pad of a matrix with NaN',
    { primitive: 'pad', attributes: { low: [0, 1], high: [1, 0], interior: [0, 0] } },
    [tensor('float16', [1, 2], [1, 2]), tensor('float16', [NaN], [])],
    tensor('float16', [NaN, 1, 2, NaN, NaN, NaN], [2, 3]),
  ],
  [
    'pad of nothing',
    { primitive: 'pad', attributes: { low: [1], high: [1], interior: [3] } },
    [counting([0]), tensor('float32', [-inf], [])],
    tensor('float32', [-inf, -inf]),
  ],
  [
    'pad of 0-d',
    { primitive: 'pad', attributes: { low: [], high: [], interior: [] } },
    [tensor('float32', [4], []), zero],
    tensor('float32', [4], []),
  ],
  [
    'pad of bool with true',
    { primitive: 'pad', attributes: { low: [1], high: [0], interior: [0] } },
    [tensor('bool', [0]), tensor('bool', [1], [])],
    tensor('bool', [1, 0]),
  ],

  [
    'concat along rows',
    { primitive: 'concat', attributes: { axis: 0 } },
    [counting([1, 2]), tensor('float32', [7, 8, 9, 10], [2, 2])],
    tensor('float32', [0, 1, 7, 8, 9, 10], [3, 2]),
  ],
  [
    'concat along columns of three, one of them empty',
    { primitive: 'concat', attributes: { axis: 1 } },
    [counting([2, 1]), counting([2, 0]), tensor('float32', [5, 6, 7, 8], [2, 2])],
    tensor('float32', [0, 5, 6, 1, 7, 8], [2, 3]),
  ],
  ['concat of one', { primitive: 'concat', attributes: { axis: 0 } }, [counting([2])], counting([2])],
  ['concat of nothing', { primitive: 'concat', attributes: { axis: 0 } }, [counting([0]), counting([0])], counting([0])],
]

describe('movement primitives', () => {
  test.each(table)('%s', (_, operation, operands, expected) => {
    expect(apply(operation, ...operands)).toEqual(expected)
  })

  test.each(dtypes)('transpose moves every bit of %s', (dtype) => {
    const ones = tensor(dtype, [0, 1, 1, 0, 0, 1], [2, 3])
    expect(apply({ primitive: 'transpose', attributes: { permutation: [1, 0] } }, ones)).toEqual(
      tensor(dtype, [0, 0, 1, 0, 1, 1], [3, 2]),
    )
  })

  test('transpose of four axes follows its definition', () => {
    const [shape, permutation] = [
      [2, 3, 4, 5],
      [3, 1, 0, 2],
    ] as const
    const given = apply({ primitive: 'transpose', attributes: { permutation } }, counting(shape))
    expect(given.shape).toEqual([5, 3, 2, 4])
    const expected: number[] = []
    for (let l = 0; l < 5; l++) {
      for (let j = 0; j < 3; j++) {
        for (let i = 0; i < 2; i++) for (let k = 0; k < 4; k++) expected.push(((i * 3 + j) * 4 + k) * 5 + l)
      }
    }
    expect(given.values).toEqual(expected)
  })
})
