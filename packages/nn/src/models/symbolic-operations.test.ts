/** Methods of tensors on symbolic ones, functions of tensors in functional models, and what both say when they cannot be. */
import { cpu } from '@neurite/backend-cpu'
import * as core from '@neurite/core'
import { ArgumentError, concat, setBackend, stack, tensor, Tensor } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { Dense } from '../layers/dense.ts'
import { Embedding } from '../layers/core/embedding.ts'
import { Lambda } from '../layers/core/lambda.ts'
import { TensorOperation } from '../layers/core/tensor-operation.ts'
import { Flatten } from '../layers/flatten.ts'
import { setRandomSeed } from '../random/seed.ts'
import { loadModel } from '../saving/load-model.ts'
import { testLayer } from '../testing/test-layer.ts'
import { input } from './input.ts'
import { Model } from './model.ts'
import type { SymbolicTensor } from './symbolic-tensor.ts'
import { tensorMethods } from './tensor-methods.ts'

beforeAll(async () => {
  await setBackend(cpu())
  setRandomSeed(1)
})

const rows = tensor([
  [1, -2, 3, -4],
  [0.5, 0, -0.5, 8],
])

/** The output of a model that is one expression. */
async function outcome(of: (x: SymbolicTensor) => SymbolicTensor): Promise<{ shape: unknown; values: unknown }> {
  const x = input({ shape: [4] })
  const outputs = of(x)
  const y = await new Model({ inputs: x, outputs }).predict(rows)
  return { shape: outputs.shape, values: await y.array() }
}

/** The same of tensors: what an expression means. */
const meaning = (of: (x: Tensor) => Tensor): Promise<unknown> => of(rows).array() as Promise<unknown>

describe('methods of symbolic tensors', () => {
  test.each<[string, (x: Tensor) => Tensor, readonly (number | null)[]]>([
    ['with a number', (x) => x.mul(2).add(1).sub(0.5).div(4), [null, 4]],
    ['with another', (x) => x.add(x.square()).maximum(x), [null, 4]],
    ['with a constant', (x) => x.matmul([[1], [2], [3], [4]]), [null, 1]],
    ['with extremes', (x) => x.clip(-1, Infinity), [null, 4]],
    ['reductions', (x) => x.mean(1, { keepDims: true }).add(x.max(-1, { keepDims: true })), [null, 1]],
    ['reductions that drop an axis', (x) => x.sum(1), [null]],
    ['shapes', (x) => x.reshape([-1, 2, 2]).transpose([0, 2, 1]).expandDims(1), [null, 1, 2, 2]],
    ['slices', (x) => x.slice([0, 1], { strides: [1, 2] }), [null, 2]],
    ['conditions', (x) => x.greater(0).logicalNot().cast('float32').mul(x), [null, 4]],
    ['integers', (x) => x.argMax(1).add(1), [null]],
    ['gathers by what was computed', (x) => x.take(x.argMax(1), 1), [null, null]],
    ['functions', (x) => x.relu().tanh().exp().log1p(), [null, 4]],
  ])('%s', async (_, of, shape) => {
    const { shape: found, values } = await outcome(of as unknown as (x: SymbolicTensor) => SymbolicTensor)
    expect(found).toEqual(shape)
    expect(values).toEqual(await meaning(of))
  })

  test('are those of tensors that make tensors', () => {
    const x = input({ shape: [4] })
    for (const method of Object.keys(tensorMethods)) {
      expect(typeof Reflect.get(Tensor.prototype, method), method).toBe('function')
      expect(typeof Reflect.get(x, method), method).toBe('function')
    }
  })

  test('see the dtypes of what they are called on', async () => {
    const tokens = input({ shape: [3], dtype: 'int32' })
    const isWord = new Flatten().apply(tokens).notEqual(0)
    const embedded = new Embedding(5, 2).apply(tokens)
    const mean = embedded.mul(isWord.cast('float32').expandDims(-1)).sum(1)
    const model = new Model({ inputs: tokens, outputs: [mean, tokens.mod(2).equal(1).logicalNot()] as const })
    const [, isEven] = await model.predict(tensor([[1, 2, 0]], { dtype: 'int32' }))
    expect(isEven!.dtype).toBe('bool')
    expect(await isEven!.array()).toEqual([[0, 1, 1]])
    expect(mean.shape).toEqual([null, 2])
    expect([tokens, isWord, embedded, mean].map(({ dtype }) => dtype)).toEqual(['int32', 'bool', 'float32', 'float32'])
    const wide = input({ shape: [2], dtype: 'float64' })
    const third = new Model({ inputs: wide, outputs: wide.div(3) })
    expect(await (await third.predict(tensor([[1, 2]], { dtype: 'float64' }))).array()).toEqual([[1 / 3, 2 / 3]])
  })

  test('train, show and save like layers', async () => {
    const [a, b] = [input({ shape: [2], name: 'a' }), input({ shape: [2], name: 'b' })]
    const dense = new Dense(2, { name: 'shared' })
    const distance = dense.apply(a).sub(dense.apply(b)).square().sum(1, { keepDims: true }).clip(0, Infinity)
    const model = new Model({ inputs: { a, b }, outputs: distance })
    const x = { a: tensor([[1, 2]]), b: tensor([[3, 5]]) }
    const text = model.summary({ print: () => {} })
    expect(text).toMatch(/clip\w* \(TensorOperation\)/)
    expect(text).toContain('shared[1][0]')
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
    await model.fit(x, tensor([[1]]), { epochs: 2, verbose: 0 })
    const remade = await loadModel(await model.save({ bytes: true }))
    expect(await (await remade.predict(x)).array()).toEqual(await (await model.predict(x)).array())
    expect(remade.getConfig()).toEqual(model.getConfig())
  })

  test('name the operation in errors', () => {
    const [a, b] = [input({ shape: [3] }), input({ shape: [4] })]
    expect(() => a.add(b)).toThrow(/^add(_\d+: add)?: shapes .* do not broadcast/)
    expect(() => a.reshape([-1, 7])).toThrow(/^reshape/)
  })

  test.each(['data', 'array', 'item', 'dataSync', 'to'])('%s says that there is nothing to read', (method) => {
    const fn = Reflect.get(input({ shape: [3] }), method) as () => unknown
    expect(fn).toThrow(
      new ArgumentError(
        `${method}: a symbolic tensor has no elements; make a model of it, new Model({ inputs, outputs }), and call predict`,
      ),
    )
  })

  test('a constant tensor is part of the model, but not of its file', async () => {
    const x = input({ shape: [2] })
    const model = new Model({ inputs: x, outputs: x.add(tensor([1, 2])) })
    expect(await (await model.predict(tensor([[0, 0]]))).array()).toEqual([[1, 2]])
    await expect(model.save({ bytes: true })).rejects.toThrow(/args\[0\] is a Tensor, which cannot be written down/)
  })
})

describe('functions of tensors', () => {
  test('a Lambda takes and returns any arrangement', async () => {
    const [a, b] = [input({ shape: [2] }), input({ shape: [2] })]
    const joined = new Lambda(([x, y]: readonly [Tensor, Tensor]) => concat([x, y], 1)).apply([a, b])
    expect(joined.shape).toEqual([null, 4])
    const both = new Lambda((x: { readonly left: Tensor; readonly right: Tensor }) => ({
      sum: x.left.add(x.right),
      pair: stack([x.left, x.right], 1),
    })).apply({ left: a, right: b })
    expect(both.pair.shape).toEqual([null, 2, 2])
    const model = new Model({ inputs: [a, b] as const, outputs: { joined, ...both } })
    const { joined: j, sum, pair } = await model.predict([tensor([[1, 2]]), tensor([[3, 4]])])
    expect(await Promise.all([j, sum, pair].map((y) => y.array()))).toEqual([
      [[1, 2, 3, 4]],
      [[4, 6]],
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    ])
  })

  const functions = core as unknown as Readonly<Record<string, (...args: readonly unknown[]) => unknown>>

  test.each<[string, (x: unknown) => unknown]>([
    ['concat', (x) => functions['concat']!([x, x])],
    ['softmax', (x) => functions['softmax']!(x)],
    ['where', (x) => functions['where']!(x, 1, 0)],
    ['norm', (x) => functions['norm']!(x)],
    ['stack', (x) => functions['stack']!([x, x])],
    ['a method of a tensor', (x) => tensor([1]).add(x as Tensor)],
  ])('%s says what to write for a symbolic tensor', (_, call) => {
    expect(() => call(input({ shape: [3] }))).toThrow(
      'call its own methods, x.mul(2), apply a layer to it, or wrap the function: new Lambda((x) => softmax(x)).apply(x)',
    )
  })
})

describe('TensorOperation', () => {
  testLayer((options) => new TensorOperation('mul', { args: [{ input: 1 }], inputDTypes: ['float32', 'float32'], ...options }), {
    inputShape: [[3], [3]],
    outputShape: [3],
  })
})

test('TensorOperation refuses what is no method', () => {
  expect(() => new TensorOperation('multiply' as 'mul')).toThrow('TensorOperation: unknown method "multiply"; known: abs, add')
  expect(() => TensorOperation.fromConfig({ method: 'dispose' })).toThrow('TensorOperation: unknown method "dispose"')
  expect(() => new TensorOperation('neg', { name: 'subject' }).apply([])).toThrow(
    'subject: expected an array of 1 inputs, got 0; write [x]',
  )
})
