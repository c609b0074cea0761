/** Results that are left open: padding that meets what is not finite. */
import { describe, expect, test } from 'vitest'
import { hostTensor, numbersOf } from '../values/host-tensor.ts'
import { checkNode, referenceNode } from './check-node.ts'
import { mayBeNaN, withNaNAccepted } from './open-results.ts'

const attributes = { strides: [1], low: [0], high: [1], dilations: [1], groups: 1 }
const x = hostTensor('float32', [1, 2, 1], [1, 2])
const filterOf = (...numbers: readonly number[]) => hostTensor('float32', [numbers.length, 1, 1], numbers)

describe('mayBeNaN', () => {
  test('where padding meets a filter that is not finite', () => {
    expect(mayBeNaN('conv', [x, filterOf(1, Infinity)], attributes)).toBe(true)
    expect(mayBeNaN('conv', [x, filterOf(1, 2)], attributes)).toBe(false)
    expect(mayBeNaN('conv', [x, filterOf(1, Infinity)], { ...attributes, high: [0] })).toBe(false)
    expect(mayBeNaN('mul', [x, x], {})).toBe(false)
  })
})

describe('checkNode', () => {
  const operands = [x, filterOf(1, Infinity)]
  const [expected] = referenceNode('conv', operands, attributes)

  test('takes NaN for what is left open, and no other number', () => {
    expect(numbersOf(expected!)).toEqual([Infinity, 2])
    const check = (...given: readonly number[]) =>
      checkNode('conv', operands, attributes, [Float32Array.from(given)], { tolerance: {} })
    expect(() => check(Infinity, 2)).not.toThrow()
    expect(() => check(Infinity, Number.NaN)).not.toThrow()
    expect(() => check(Infinity, 3)).toThrow('is 3, expected 2')
  })

  test('takes NaN for nothing else', () => {
    const closed = [x, filterOf(1, 2)]
    expect(() => checkNode('conv', closed, attributes, [Float32Array.of(5, Number.NaN)], { tolerance: {} })).toThrow(
      'is NaN, expected 2',
    )
  })
})

test('a result of the wrong length is left as it is', () => {
  const [short, long] = [hostTensor('float32', [1], [Number.NaN]), hostTensor('float32', [2], [1, 2])]
  expect(withNaNAccepted(short, long)).toBe(short)
})
