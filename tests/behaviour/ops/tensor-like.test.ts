/** What functions of one's own over primitives are made of: operands from what users pass, numbers that are compiled in. */
import { cpu } from '@neurite/backend-cpu'
import {
  applyPrimitive,
  applyPrimitives,
  type Backend,
  DTypeError,
  runtimeCounts,
  setBackend,
  StaticValue,
  staticValue,
  tensor,
  toTensor,
} from '@neurite/core'
import { afterEach, beforeEach, expect, test } from 'vitest'

let backend: Backend

beforeEach(async () => {
  backend = await setBackend(cpu())
})

afterEach(() => backend.dispose())

test('toTensor passes tensors on and makes the others', async () => {
  const x = tensor([1, 2])
  expect(toTensor('own', x)).toBe(x)
  const scalar = toTensor('own', 2.5)
  expect([scalar.shape, scalar.dtype, await scalar.item()]).toEqual([[], 'float32', 2.5])
  const baked = toTensor('own', staticValue(3))
  expect([baked.shape, baked.dtype, await baked.item()]).toEqual([[], 'float32', 3])
  const nested = toTensor('own', [[true], [false]])
  expect([nested.shape, nested.dtype, await nested.array()]).toEqual([[2, 1], 'bool', [[1], [0]]])
  expect(toTensor('own', Int8Array.of(1)).dtype).toBe('int8')
  expect(() => toTensor('own', ['1'] as unknown as number[])).toThrow(/^own: expected numbers or booleans, got string/)
})

test('applyPrimitives gives all results, applyPrimitive the first', async () => {
  const x = tensor([3, 1, 2])
  const attributes = { axis: 0, descending: false }
  const [sorted, order, ...none] = applyPrimitives('sort', [x], attributes)
  expect(none).toEqual([])
  expect(await sorted!.array()).toEqual([1, 2, 3])
  expect([order!.dtype, await order!.array()]).toEqual(['int32', [1, 2, 0]])
  expect(await applyPrimitive('sort', [x], attributes).array()).toEqual([1, 2, 3])
})

test('errors begin with the call that is named, or the primitive', () => {
  const x = tensor([true])
  expect(() => applyPrimitives('exp', [x], {})).toThrow(DTypeError)
  expect(() => applyPrimitives('exp', [x], {})).toThrow(/^exp: /)
  expect(() => applyPrimitives('exp', [x], {}, 'ownExp')).toThrow(/^ownExp: /)
})

test('a static value is compiled in; a number is not', async () => {
  const x = tensor([1, 2])
  const compilesOf = async (factors: readonly (number | StaticValue)[]): Promise<number> => {
    const before = runtimeCounts(backend).compiles
    for (const factor of factors) expect(await x.mul(factor).array()).toEqual([Number(factor), 2 * Number(factor)])
    return runtimeCounts(backend).compiles - before
  }
  expect(await compilesOf([3, 4, 5])).toBe(1)
  expect(await compilesOf([3, 4, 5].map(staticValue))).toBe(3)
  expect(staticValue(3)).toBeInstanceOf(StaticValue)
})
