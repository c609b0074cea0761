/** Identity, Masking, Lambda, Embedding, Wrapper: the contract of layers, known answers, masks, errors. */
import { cpu } from '@neurite/backend-cpu'
import { ones, setBackend, tensor, type Tensor, variableGrads } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { testLayer } from '../../testing/test-layer.ts'
import { collectLosses } from '../collect-losses.ts'
import { Dense } from '../dense.ts'
import type { CallContext, Layer } from '../layer.ts'
import { maskOf, setMask } from '../mask.ts'
import { Wrapper } from '../wrapper.ts'
import { Embedding } from './embedding.ts'
import { Identity } from './identity.ts'
import { Lambda } from './lambda.ts'
import { Masking } from './masking.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

describe('Identity', () => {
  testLayer((options) => new Identity(options), { inputShape: [3, 2], outputShape: [3, 2] })

  test('returns its input', () => {
    const x = ones([2])
    expect(new Identity().apply(x).value).toBe(x.value)
  })
})

describe('Masking', () => {
  testLayer((options) => new Masking(options), { inputShape: [3, 2], outputShape: [3, 2], mask: 'own', badShapes: [[], [4]] })

  test('masks steps all of whose features are the value, and sets them to 0', async () => {
    const y = new Masking({ maskValue: -1 }).apply(
      tensor([
        [
          [-1, -1],
          [-1, 2],
          [0, 0],
        ],
      ]),
    )
    expect(await y.array()).toEqual([
      [
        [0, 0],
        [-1, 2],
        [0, 0],
      ],
    ])
    expect(await maskOf(y)!.array()).toEqual([[0, 1, 1]])
  })

  test('forgets a mask that was there before', async () => {
    const x = tensor([[[1], [0]]])
    setMask(x, tensor([[false, true]]))
    expect(await maskOf(new Masking().apply(x))!.array()).toEqual([[1, 0]])
  })
})

describe('Lambda', () => {
  testLayer((options) => new Lambda((x) => x.square().sum(-1), options), {
    inputShape: [3, 2],
    outputShape: [3],
    configHoldsFunctions: true,
    takesAnyNest: true,
  })

  test('knows its context, and makes a mask where it is told how', async () => {
    const layer = new Lambda((x, { training }) => (training ? x.mul(2) : x), { mask: (_, mask) => mask?.logicalNot() })
    const x = tensor([[1, 2]])
    setMask(x, tensor([[true, false]]))
    expect(await layer.apply(x, { training: true }).array()).toEqual([[2, 4]])
    expect(await maskOf(layer.apply(x, { training: true }))!.array()).toEqual([[0, 1]])
    expect(layer.supportsMasking).toBe(true)
    expect(new Lambda((y) => y).supportsMasking).toBe(false)
  })

  test('takes its word for the shape of its outputs', () => {
    const layer = new Lambda((x) => x.sum(), { outputShape: [7] })
    expect(layer.computeOutputShape([null, 3])).toEqual([null, 7])
    expect(layer.getConfig()).toMatchObject({ outputShape: [7] })
  })

  test('refuses what is no function', () => {
    expect(() => new Lambda('x => x' as unknown as () => Tensor)).toThrow(
      'Lambda: expected a function of a tensor, got the string "x => x"; write new Lambda((x) => x.mul(2))',
    )
  })
})

describe('Embedding', () => {
  testLayer((options) => new Embedding(7, 4, options), {
    inputShape: [5],
    outputShape: [5, 4],
    integersBelow: 7,
    weights: { embeddings: [7, 4] },
  })

  /** Row i is [i, 10 i]. */
  const known = (options: object = {}): Embedding =>
    new Embedding(3, 2, {
      embeddingsInitializer: (_, dtype) =>
        tensor(
          [
            [0, 0],
            [1, 10],
            [2, 20],
          ],
          { dtype },
        ),
      ...options,
    })

  test('looks up rows, and gives zeros for numbers outside', async () => {
    const y = known().apply(
      tensor(
        [
          [2, 1],
          [-1, 3],
        ],
        { dtype: 'int32' },
      ),
    )
    expect(await y.array()).toEqual([
      [
        [2, 20],
        [1, 10],
      ],
      [
        [0, 0],
        [0, 0],
      ],
    ])
    expect(
      await known()
        .apply(tensor(new Uint8Array([1])))
        .array(),
    ).toEqual([[1, 10]])
    expect(
      await known()
        .apply(tensor([1.9]))
        .array(),
    ).toEqual([[1, 10]])
  })

  test('sums the gradients of repeated numbers', async () => {
    const layer = known()
    layer.buildFrom([null, 3])
    const { grads } = variableGrads(() => layer.apply(tensor([[1, 1, 2]], { dtype: 'int32' })).sum(), layer.trainableWeights)
    expect(await grads[0]!.array()).toEqual([
      [0, 0],
      [2, 2],
      [1, 1],
    ])
  })

  test('masks zeros where it is told to', async () => {
    const tokens = tensor([[2, 0, 1]], { dtype: 'int32' })
    expect(await maskOf(known({ maskZero: true }).apply(tokens))!.array()).toEqual([[1, 0, 1]])
    expect(maskOf(known().apply(tokens))).toBeUndefined()
    expect([known({ maskZero: true }).supportsMasking, known().supportsMasking]).toEqual([true, false])
  })

  test('begins between -0.05 and 0.05, and keeps its options', async () => {
    const layer = new Embedding(100, 10, { embeddingsRegularizer: 'l2', embeddingsConstraint: 'unitNorm' })
    layer.buildFrom([null])
    const values = await layer.embeddings!.data()
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.fround(0.05))
    expect(layer.getConfig()).toMatchObject({
      embeddingsInitializer: { className: 'RandomUniform' },
      embeddingsRegularizer: { className: 'L2' },
      embeddingsConstraint: { className: 'UnitNorm' },
    })
  })

  test.each<[() => unknown, string]>([
    [() => new Embedding(0, 2), 'Embedding: inputDim must be a positive integer, got 0'],
    [() => new Embedding(2, 1.5), 'Embedding: outputDim must be a positive integer, got 1.5'],
    [() => new Embedding(2, 2, { dtype: 'int32' }), 'Embedding: expected a float dtype, got int32'],
    [() => new Embedding(2, 2, { maskZero: 1 as unknown as boolean }), 'Embedding: maskZero must be true or false, got 1'],
    [() => new Embedding(2, 2, { mask_zero: true } as object), 'Embedding: unknown option "mask_zero"; did you mean "maskZero"?'],
  ])('refuses wrong options, case %#', (fn, message) => {
    expect(fn).toThrow(message)
  })
})

describe('Wrapper', () => {
  testLayer((options) => new Wrapper(new Dense(2, { name: 'inner', dtype: options?.dtype ?? 'float32' }), options), {
    inputShape: [5, 3],
    outputShape: [5, 2],
    weights: { 'inner/kernel': [3, 2], 'inner/bias': [2] },
    mask: 'same',
    classes: { Dense },
  })

  test('passes masks and training on to the layer inside', async () => {
    const seen: CallContext[] = []
    const inner = new Lambda((x, context) => {
      seen.push(context)
      context.addLoss(x.sum())
      return x
    })
    const mask = tensor([[true, false]])
    const { losses } = collectLosses(() => new Wrapper(inner).apply(ones([1, 2]), { training: true, mask }))
    expect(seen.map(({ training }) => training)).toEqual([true])
    expect(await seen[0]!.mask!.array()).toEqual([[1, 0]])
    expect(await losses[0]!.item()).toBe(2)
  })

  test('can be extended', async () => {
    class Twice extends Wrapper {
      static override readonly className = 'Twice'

      protected override call(x: Tensor, context: CallContext): Tensor {
        return super.call(x, context).mul(2)
      }
    }
    expect(await new Twice(new Identity()).apply(tensor([3])).array()).toEqual([6])
    const remade = Twice.fromConfig(new Twice(new Identity({ name: 'same' })).getConfig(), { Identity })
    expect(remade).toBeInstanceOf(Twice)
  })

  test('refuses what is no layer, and classes that it does not know', () => {
    expect(() => new Wrapper(Dense as unknown as Layer)).toThrow(
      'Wrapper: expected a layer, got the function or class Dense; pass an instance such as new Dense(10)',
    )
    expect(() => Wrapper.fromConfig(new Wrapper(new Identity()).getConfig())).toThrow(
      'Wrapper.fromConfig: the class Identity is missing; pass it as the second argument: { Identity }',
    )
    expect(() => Wrapper.fromConfig({ layer: 3 })).toThrow(
      'Wrapper.fromConfig: expected the configuration of a layer, got the number 3',
    )
  })
})
