/** What a device that flushes subnormal numbers may do, and what not. */
import type { PrimitiveAttributes, PrimitiveName } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { hostTensor } from '../values/host-tensor.ts'
import { checkNode } from './check-node.ts'
import type { Subnormals } from './subnormals.ts'

const tiny = 2 ** -130
const vector = (...values: number[]) => hostTensor('float32', [values.length], values)

function check<P extends PrimitiveName>(
  subnormals: Subnormals,
  primitive: P,
  attributes: PrimitiveAttributes[P],
  operands: readonly number[],
  given: number | boolean,
): () => void {
  const dtype = typeof given === 'boolean' ? 'bool' : 'float32'
  return () =>
    checkNode(
      primitive,
      operands.map((value) => vector(value)),
      attributes,
      [hostTensor(dtype, [1], [Number(given)]).bits],
      { tolerance: {}, subnormals },
    )
}

describe('a device that flushes', () => {
  test.each<[PrimitiveName, readonly number[], number | boolean]>([
    ['mul', [2 ** -100, 2 ** -30], 0],
    ['mul', [tiny, 2 ** 20], 0],
    ['add', [tiny, 1], 1],
    ['neg', [tiny], -0],
    ['equal', [tiny, 2 * tiny], true],
    ['div', [tiny, tiny], NaN],
    ['log', [tiny], -Infinity],
  ])('may take tiny numbers of %s for zeros', (primitive, operands, given) => {
    expect(check('flushed', primitive, {}, operands, given)).not.toThrow()
    if (primitive !== 'add') expect(check('kept', primitive, {}, operands, given)).toThrow('expected')
  })

  test('keeps the bits of what it only moves', () => {
    expect(check('flushed', 'reshape', { shape: [1] }, [tiny], 0)).toThrow('expected')
    expect(check('flushed', 'reshape', { shape: [1] }, [tiny], tiny)).not.toThrow()
  })

  test('computes all else as any device does', () => {
    expect(check('flushed', 'mul', {}, [tiny, 2 ** 20], tiny)).toThrow('expected')
    expect(check('flushed', 'mul', {}, [2 ** -120, 1], 0)).toThrow('expected')
    expect(check('flushed', 'add', {}, [tiny, 1], 2)).toThrow('expected')
  })
})

describe('products that overflow on the way', () => {
  const product = (operands: readonly number[], given: number) => () =>
    checkNode('reduceProd', [vector(...operands)], { axes: [0] }, [vector(given).bits], { tolerance: {} })

  test('may end anywhere, others may not', () => {
    expect(product([1e30, 1e30, 0], NaN)).not.toThrow()
    expect(product([1e30, 1e30, 2], NaN)).toThrow('expected Infinity')
    expect(product([2, 3, 0], NaN)).toThrow('expected 0')
  })
})
