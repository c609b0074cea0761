/** EinsumDense: the contract of layers, shapes as Keras makes them, known answers, errors. */
import { cpu } from '@neurite/backend-cpu'
import { setBackend, tensor, type Tensor, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { testLayer } from '../../testing/test-layer.ts'
import type { BatchShape } from '../layer.ts'
import { EinsumDense, type EinsumDenseOptions, type EinsumOutputShape } from './einsum-dense.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('of sequences', () => {
  testLayer((options) => new EinsumDense('abc,cd->abd', [null, 6], { biasAxes: 'd', activation: 'tanh', ...options }), {
    inputShape: [5, 4],
    outputShape: [5, 6],
    weights: { kernel: [4, 6], bias: [6] },
    badShapes: [
      [2, 4],
      [2, 5, 3],
      [2, 5, 4, 1],
    ],
  })
})

describe('of heads, behind dots', () => {
  testLayer((options) => new EinsumDense('...x,xhd->...hd', [2, 3], { biasAxes: 'hd', ...options }), {
    inputShape: [5, 4],
    outputShape: [5, 2, 3],
    weights: { kernel: [4, 2, 3], bias: [2, 3] },
    badShapes: [[2, 5, 3]],
  })
})

// As Keras makes them.
test.each<[string, EinsumOutputShape, string, BatchShape, number[], number[], BatchShape]>([
  ['ab,bc->ac', 64, 'c', [null, 128], [128, 64], [64], [null, 64]],
  ['abc,cd->abd', [32, 64], 'd', [null, 32, 128], [128, 64], [64], [null, 32, 64]],
  ['...x,xy->...y', 64, 'y', [null, 128], [128, 64], [64], [null, 64]],
  ['...x,xy->...y', 64, 'y', [null, null, 7, 128], [128, 64], [64], [null, null, 7, 64]],
  ['ab...,bc->ac...', 7, 'c', [null, 3, 5, 6], [3, 7], [7, 1, 1], [null, 7, 5, 6]],
  ['abc,cde->abde', [null, 2, 3], 'e', [null, 5, 4], [4, 2, 3], [3], [null, 5, 2, 3]],
  ['abc,cde->abde', [null, 2, 3], 'd', [null, 5, 4], [4, 2, 3], [2, 1], [null, 5, 2, 3]],
])('%s to %j with a bias along %s, for %j', (equation, outputShape, biasAxes, input, kernel, bias, output) => {
  const layer = new EinsumDense(equation, outputShape, { biasAxes })
  expect(layer.computeOutputShape(input)).toEqual(output)
  layer.buildFrom(input)
  expect(layer.computeOutputShape(input)).toEqual(output)
  expect(layer.kernel!.shape).toEqual(kernel)
  expect(layer.bias!.shape).toEqual(bias)
})

test('contracts, and adds the bias', async () => {
  const kernel = (_: unknown, dtype: 'float32'): Tensor =>
    tensor(
      [
        [1, 2],
        [3, 4],
      ],
      { dtype },
    )
  const layer = new EinsumDense('abc,cd->adb', [2, null], {
    biasAxes: 'd',
    kernelInitializer: kernel as EinsumDenseOptions['kernelInitializer'] & object,
    biasInitializer: () => tensor([[10], [20]]),
  })
  expect(
    await layer
      .apply(
        tensor([
          [
            [1, 0],
            [0, 1],
            [1, 1],
          ],
        ]),
      )
      .array(),
  ).toEqual([
    [
      [11, 13, 14],
      [22, 24, 26],
    ],
  ])
})

test('scales its first kernel by the axes that are contracted and made', async () => {
  const layer = new EinsumDense('abc,cde->abde', [null, 20, 30])
  layer.buildFrom([null, 5, 100])
  const values = await layer.kernel!.data()
  const limit = Math.sqrt(6 / (100 + 20 * 30))
  expect(Math.max(...values)).toBeLessThanOrEqual(Math.fround(limit))
  expect(Math.max(...values)).toBeGreaterThan(limit * 0.99)
})

test('keeps its options in its configuration', () => {
  const layer = new EinsumDense('...x,xy->...y', 3, {
    name: 'e',
    kernelRegularizer: 'l2',
    biasAxes: 'y',
    kernelConstraint: 'nonNeg',
  })
  expect(layer.getConfig()).toMatchObject({
    equation: '...x,xy->...y',
    outputShape: [3],
    biasAxes: 'y',
    kernelRegularizer: { className: 'L2', config: { l2: 0.01 } },
    kernelConstraint: { className: 'NonNeg', config: {} },
  })
  expect(EinsumDense.fromConfig(layer.getConfig()).getConfig()).toEqual(layer.getConfig())
})

describe('errors', () => {
  test.each<[() => unknown, string]>([
    [
      () => new EinsumDense('abc', 3),
      'EinsumDense: expected an equation such as "abc,cd->abd", "...x,xy->...y" or "ab...,bc->ac...", got "abc"',
    ],
    [() => new EinsumDense(3 as unknown as string, 3), 'got 3'],
    [
      () => new EinsumDense('ab,bc->ad', 3),
      'EinsumDense: "d" in "ab,bc->ad" is an axis of the output, but neither of the input nor of the kernel',
    ],
    [
      () => new EinsumDense('ab,bcd->ac', 3),
      'EinsumDense: "d" in "ab,bcd->ac" is an axis of the kernel, but neither of the input nor of the output',
    ],
    [
      () => new EinsumDense('ab,bc->ac', 0),
      'EinsumDense: outputShape must hold a positive integer or null per axis, without the batch axis, got [0]',
    ],
    [
      () => new EinsumDense('ab,bc->ac', 3, { biasAxes: 'b' }),
      'EinsumDense: "b" of biasAxes is no axis of the output "ac"; choose among those',
    ],
    [() => new EinsumDense('ab,bc->ac', 3, { useBias: true } as object), 'EinsumDense: unknown option "useBias"'],
    [
      () => new EinsumDense('ab,bc->ac', 3, { name: 'e' }).apply(zeros([1, 2, 3])),
      'e: expected an input of 2 axes, as the equation names, got shape [null, 2, 3]',
    ],
    [
      () => new EinsumDense('abc,cd->abd', 3, { name: 'e' }).apply(zeros([1, 2, 3])),
      'e: expected an outputShape of 2 axes for "abd", got [3]; leave out the batch axis',
    ],
    [
      () => new EinsumDense('abc,cd->abd', [5, 3], { name: 'e' }).apply(zeros([1, 2, 3])),
      'e: expected one extent for the axis "b" of the equation, got 2 in the input and 5 in outputShape; make them equal',
    ],
    [
      () => new EinsumDense('ab,bc->ac', 3, { name: 'e' }).buildFrom([null, null]),
      'e: expected the axis "b" of the equation to have a fixed, positive size, got shape [null, null]; set inputShape',
    ],
  ])('case %#', (fn, message) => {
    expect(fn).toThrow(message)
  })
})
