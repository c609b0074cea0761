/** Stretches of every length, in dtypes of every size: pad, concat, gather, scatterAdd and dynamic blocks against plain loops. */
import { type DType, type Shape, sizeOf, stridesOf, typeRules } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { runPrimitive, scalar, tensor, type TestTensor, vector } from '../testing/run.ts'
import { wasm } from '../wasm.ts'

const backend = wasm()

const dtypes: readonly DType[] = ['float32', 'float64', 'float16', 'int32', 'uint32', 'int8', 'uint8', 'bool']
/** Elements side by side: around every width in which memory is read and written, in every dtype. */
const lengths = [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 31, 32, 33, 64, 65, 127, 129, 200]

const numbers = (dtype: DType, shape: Shape, seed = 1): TestTensor =>
  tensor(
    dtype,
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => (((i + seed) * 2654435761) >>> 8) % (dtype === 'bool' ? 2 : 100)),
  )

const indicesOf = (shape: Shape): number[][] =>
  shape.reduce<number[][]>(
    (list, extent) => list.flatMap((index) => Array.from({ length: extent }, (_, i) => [...index, i])),
    [[]],
  )

const offsetIn = (shape: Shape, index: readonly number[]): number =>
  stridesOf(shape).reduce((sum, stride, axis) => sum + stride * index[axis]!, 0)

const at = ({ shape, values }: TestTensor, index: readonly number[]): number => values[offsetIn(shape, index)]!

describe('pad', () => {
  const check = (x: TestTensor, low: readonly number[], high: readonly number[], interior: readonly number[]): void => {
    const attributes = { low, high, interior }
    const value = scalar(x.dtype, 1)
    const [type] = typeRules.pad('pad', [x, value], attributes)
    const expected = new Array<number>(sizeOf(type!.shape)).fill(1)
    for (const index of indicesOf(x.shape)) {
      const place = index.map((i, axis) => low[axis]! + i * (interior[axis]! + 1))
      expected[offsetIn(type!.shape, place)] = at(x, index)
    }
    expect(runPrimitive(backend, 'pad', attributes, [x, value])[0]!.values).toEqual(expected)
  }

  it.each(dtypes)('rows and borders of every length in %s', (dtype) => {
    for (const length of lengths) {
      check(numbers(dtype, [3, length]), [1, 0], [2, 0], [0, 0])
      check(numbers(dtype, [2, 3, 2]), [0, 0, length], [0, 1, 0], [0, 0, 0])
      check(numbers(dtype, [2, 2, 3]), [0, length, 1], [0, 0, length], [0, 0, 0])
    }
  })

  it.each(dtypes)('holes in %s', (dtype) => {
    check(numbers(dtype, [2, 3, 4, 5]), [0, 1, 0, 0], [0, 0, 2, 0], [0, 1, 2, 0])
    check(numbers(dtype, [3, 4]), [0, 0], [0, 0], [2, 3])
    check(numbers(dtype, [1, 1]), [2, 0], [0, 3], [5, 5])
  })

  it('nothing, of nothing, and with nothing', () => {
    check(numbers('float32', [0, 3]), [0, 1], [0, 1], [0, 0])
    check(numbers('float32', [3, 0]), [1, 1], [0, 1], [1, 0])
    check(numbers('float32', [0]), [2], [1], [3])
    check(numbers('float32', [2, 3]), [0, 0], [0, 0], [0, 0])
    check(numbers('float32', []), [], [], [])
  })
})

describe('concat', () => {
  it.each(dtypes)('stretches of every length in %s', (dtype) => {
    for (const length of lengths) {
      const operands = [numbers(dtype, [3, 2]), numbers(dtype, [3, length], 5), numbers(dtype, [3, 0]), numbers(dtype, [3, 1], 9)]
      const expected = [0, 1, 2].flatMap((row) =>
        operands.flatMap(({ shape, values }) => values.slice(row * shape[1]!, (row + 1) * shape[1]!)),
      )
      expect(runPrimitive(backend, 'concat', { axis: 1 }, operands)[0]!.values).toEqual(expected)
    }
  })
})

describe('gather and scatterAdd', () => {
  const indices = vector('int32', 2, 0, 4, -1, 2, 5, 2)

  it.each(dtypes)('lines of every length in %s', (dtype) => {
    for (const length of lengths) {
      const x = numbers(dtype, [5, length])
      const expected = indices.values.flatMap((i) => Array.from({ length }, (_, j) => (i >= 0 && i < 5 ? at(x, [i, j]) : 0)))
      expect(runPrimitive(backend, 'gather', { axis: 0, batchDims: 0 }, [x, indices])[0]!.values).toEqual(expected)
    }
  })

  it.each(dtypes.filter((dtype) => dtype !== 'bool'))('sums of lines of every length in %s', (dtype) => {
    for (const length of lengths) {
      const small = (shape: Shape, seed: number): TestTensor => {
        const given = numbers(dtype, shape, seed)
        return { ...given, values: given.values.map((value) => value % 20) }
      }
      const [x, updates] = [small([5, length], 1), small([7, length], 5)]
      const expected = [...x.values]
      indices.values.forEach((i, row) => {
        for (let j = 0; j < length; j++) if (i >= 0 && i < 5) expected[i * length + j]! += at(updates, [row, j])
      })
      expect(runPrimitive(backend, 'scatterAdd', { axis: 0, batchDims: 0 }, [x, indices, updates])[0]!.values).toEqual(expected)
    }
  })

  it('adds floats in the order of the updates in every lane', () => {
    const x = tensor('float32', [1, 21], 0)
    const updates = tensor(
      'float32',
      [3, 21],
      [1e8, 1, -1e8].flatMap((value) => new Array<number>(21).fill(value)),
    )
    const result = runPrimitive(backend, 'scatterAdd', { axis: 0, batchDims: 0 }, [x, vector('int32', 0, 0, 0), updates])
    expect(result[0]!.values).toEqual(new Array<number>(21).fill(0))
  })
})

describe('dynamicSlice and dynamicUpdateSlice', () => {
  it.each(dtypes)('blocks with rows of every length in %s', (dtype) => {
    for (const length of lengths) {
      const x = numbers(dtype, [4, length + 3])
      const [update, starts] = [numbers(dtype, [2, length], 7), [scalar('int32', 1), scalar('int32', 2)]]
      const places = indicesOf([2, length])
      const block = places.map(([i, j]) => at(x, [1 + i!, 2 + j!]))
      expect(runPrimitive(backend, 'dynamicSlice', { sizes: [2, length] }, [x, ...starts])[0]!.values).toEqual(block)
      const updated = [...x.values]
      for (const [i, j] of places) updated[offsetIn(x.shape, [1 + i!, 2 + j!])] = at(update, [i!, j!])
      expect(runPrimitive(backend, 'dynamicUpdateSlice', {}, [x, update, ...starts])[0]!.values).toEqual(updated)
    }
  })
})
