/** Flatten: the contract of layers, and the order of elements. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { testLayer } from '../testing/test-layer.ts'
import { Flatten } from './flatten.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of images', () => {
  testLayer((options) => new Flatten(options), { inputShape: [2, 3, 4], outputShape: [24], badShapes: [[]] })
})

describe('of scalars', () => {
  testLayer((options) => new Flatten(options), { inputShape: [], outputShape: [1] })
})

test('keeps the order of elements', async () => {
  const x = tensor([
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ])
  expect(await new Flatten().apply(x).array()).toEqual([
    [1, 2, 3, 4],
    [5, 6, 7, 8],
  ])
})

test('takes an empty batch', () => {
  expect(new Flatten().apply(zeros([0, 2, 3])).shape).toEqual([0, 6])
})

test('leaves the size open where an axis is', () => {
  expect(new Flatten().computeOutputShape([null, null, 3])).toEqual([null, null])
})
