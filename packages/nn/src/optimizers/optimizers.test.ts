/** Optimizers against Keras's formulas, written out once more in plain numbers. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, compile, setBackend, ShapeError, type Tensor, tensor, Variable, variableGrads } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { Adam } from './adam.ts'
import { getOptimizer } from './get-optimizer.ts'
import type { Optimizer } from './optimizer.ts'
import { SGD } from './sgd.ts'

beforeAll(() => setBackend(cpu()))

const start = [1, -2, 0.5, 0]

/** Gradients that change with the step, grow, shrink and vanish. */
const gradientAt = (step: number): number[] => [0.3 * step, -1 / (step + 1), step % 2 === 0 ? 5 : -5, 0]

/** One weight's next value, given its gradient and the number of the step, from 1. */
type Formula = (weight: number, gradient: number, step: number) => number

function sgdFormula(rate: number, momentum: number, nesterov: boolean): Formula {
  let movement = 0
  return (weight, gradient) => {
    movement = momentum * movement - rate * gradient
    if (momentum === 0) return weight - rate * gradient
    return nesterov ? weight + momentum * movement - rate * gradient : weight + movement
  }
}

function adamFormula(rate: number, beta1: number, beta2: number, epsilon: number): Formula {
  let [m, v] = [0, 0]
  return (weight, gradient, step) => {
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient * gradient
    const alpha = (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step)
    return weight - (m * alpha) / (Math.sqrt(v) + epsilon)
  }
}

type Row = readonly [name: string, create: () => Optimizer, formula: () => Formula]

const rows: readonly Row[] = [
  ['sgd', () => new SGD(), () => sgdFormula(0.01, 0, false)],
  ['sgd, momentum', () => new SGD({ learningRate: 0.1, momentum: 0.9 }), () => sgdFormula(0.1, 0.9, false)],
  ['sgd, nesterov', () => new SGD({ learningRate: 0.1, momentum: 0.8, nesterov: true }), () => sgdFormula(0.1, 0.8, true)],
  ['sgd, nesterov without momentum', () => new SGD({ learningRate: 0.1, nesterov: true }), () => sgdFormula(0.1, 0, true)],
  ['adam', () => new Adam(), () => adamFormula(0.001, 0.9, 0.999, 1e-7)],
  [
    'adam, all options',
    () => new Adam({ learningRate: 0.1, beta1: 0.5, beta2: 0.9, epsilon: 0.1 }),
    () => adamFormula(0.1, 0.5, 0.9, 0.1),
  ],
  ['adam, no memory', () => new Adam({ learningRate: 0.1, beta1: 0, beta2: 0 }), () => adamFormula(0.1, 0, 0, 1e-7)],
]

const steps = 7

function expectedWeights(formula: () => Formula): number[] {
  return start.map((initial, index) => {
    const next = formula()
    let weight = initial
    for (let step = 1; step <= steps; step++) weight = next(weight, gradientAt(step)[index]!, step)
    return weight
  })
}

describe.each(rows)('%s', (_, create, formula) => {
  test('follows the formula, compiled, in float32', async () => {
    const [optimizer, weight] = [create(), new Variable(start)]
    const step = compile((gradient: Tensor) => optimizer.apply([gradient], [weight]))
    for (let i = 1; i <= steps; i++) step(tensor(gradientAt(i)))
    const got = await weight.data()
    expectedWeights(formula).forEach((value, index) => expect(got[index]).toBeCloseTo(value, 5))
    expect(await optimizer.iterations.data()).toEqual(new Int32Array([steps]))
    expect(step.traces).toBe(1)
  })

  test('follows the formula, eagerly, in float64', async () => {
    const [optimizer, weight] = [create(), new Variable(start, { dtype: 'float64' })]
    for (let i = 1; i <= steps; i++) optimizer.apply([tensor(gradientAt(i), { dtype: 'float64' })], [weight])
    const got = await weight.data()
    // The learning rate itself is float32.
    expectedWeights(formula).forEach((value, index) => expect(Math.abs(got[index]! - value)).toBeLessThan(1e-7))
  })
})

test('the learning rate may change between steps of a compiled function', async () => {
  const [optimizer, weight] = [new SGD({ learningRate: 1 }), new Variable([10])]
  const step = compile(() => optimizer.apply([tensor([1])], [weight]))
  step()
  optimizer.learningRate.assign(0.5)
  step()
  expect(await weight.data()).toEqual(new Float32Array([8.5]))
  expect(step.traces).toBe(1)
})

test('several weights, each with its own state, whose paths name weight and slot', async () => {
  const weights = [new Variable([[1, 2]], { path: 'dense/kernel' }), new Variable([3], { path: 'dense/bias' })]
  const adam = new Adam()
  adam.build(weights)
  adam.build(weights)
  expect(adam.variables.map(({ path }) => path)).toEqual([
    'adam/iterations',
    'adam/learningRate',
    'adam/dense/kernel/momentum',
    'adam/dense/kernel/velocity',
    'adam/dense/bias/momentum',
    'adam/dense/bias/velocity',
  ])
  const { grads } = variableGrads(() => weights[0]!.value.sum().add(weights[1]!.value.square().sum()), weights)
  adam.apply(grads, weights)
  const [kernel, bias] = await Promise.all(weights.map((weight) => weight.data()))
  // The first step of Adam is the learning rate, against the sign of the gradient.
  expect([...kernel!, ...bias!].map((value) => Number(value.toFixed(6)))).toEqual([0.999, 1.999, 2.999])
})

describe('bad input', () => {
  const weight = new Variable([1, 2], { path: 'dense/bias' })

  test('gradients that do not fit', () => {
    expect(() => new SGD().apply([], [weight])).toThrow(
      new ArgumentError('sgd.apply: got 0 gradients for 1 variables; pass one for each'),
    )
    expect(() => new SGD().apply([tensor([1])], [weight])).toThrow(
      new ShapeError('sgd.apply: dense/bias has shape [2], its gradient [1]; pass gradients in the order of the variables'),
    )
  })

  test.each([
    [() => new SGD({ learningRate: -1 }), 'sgd: learningRate must be a number of at least 0, got -1'],
    [() => new SGD({ learningRate: Number.NaN }), 'sgd: learningRate must be a number of at least 0, got NaN'],
    [() => new SGD({ momentum: 1 }), 'SGD: momentum must be a number from 0 to below 1, got 1'],
    [() => new SGD({ nesterov: 1 } as object), 'SGD: nesterov must be true or false, got 1'],
    [() => new Adam({ beta1: 2 }), 'Adam: beta1 must be a number from 0 to below 1, got 2'],
    [() => new Adam({ epsilon: -1 }), 'Adam: epsilon must be a number of at least 0, got -1'],
    [() => new Adam({ learning_rate: 1 } as object), 'Adam: unknown option "learning_rate"; did you mean "learningRate"?'],
    [
      () => getOptimizer('sequential.compile', 'adm' as 'adam'),
      'sequential.compile: unknown optimizer "adm"; did you mean "adam"?',
    ],
  ])('%s', (make, message) => {
    expect(make).toThrow(new ArgumentError(message))
  })
})
