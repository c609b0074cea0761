/** Optimizers against Keras's formulas, written out once more in plain numbers. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, compile, setBackend, ShapeError, type Tensor, tensor, Variable, variableGrads } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { type ClassConfig, toClassConfig } from '../options/class-config.ts'
import { PiecewiseConstantDecay } from '../schedules/piecewise-constant-decay.ts'
import { Adam } from './adam.ts'
import { AdamW } from './adamw.ts'
import { Ftrl } from './ftrl.ts'
import { getOptimizer, optimizers } from './get-optimizer.ts'
import { Lion } from './lion.ts'
import { Optimizer, type WeightStep, type WeightUpdate } from './optimizer.ts'
import { RMSprop } from './rmsprop.ts'
import { SGD, type SGDOptions } from './sgd.ts'

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

const decay = new PiecewiseConstantDecay({ boundaries: [1], values: [0.1, 0.2] })

const all: readonly Optimizer[] = [
  ...Object.values(optimizers).map((Class) => new Class()),
  new SGD({ name: 'mine', learningRate: 0.5, momentum: 0.5, nesterov: true, clipvalue: 3 }),
  new AdamW({
    learningRate: decay,
    weightDecay: 0.1,
    globalClipnorm: 2,
    useEma: true,
    emaMomentum: 0.5,
    emaOverwriteFrequency: 4,
    gradientAccumulationSteps: 2,
    amsgrad: true,
  }),
  new RMSprop({ rho: 0.5, momentum: 0.2, centered: true, epsilon: 0.1, clipnorm: 1 }),
]

test.each(all.map((optimizer) => [optimizer.className, optimizer] as const))(
  '%s is made again from its configuration',
  (_, optimizer) => {
    const again = getOptimizer('load', JSON.parse(JSON.stringify(toClassConfig(optimizer))) as ClassConfig)
    expect(again).toBeInstanceOf(optimizer.constructor)
    expect(again.getConfig()).toEqual(optimizer.getConfig())
  },
)

test('the state of the base has paths too, and restores a run', async () => {
  const create = (): Adam => new Adam({ learningRate: 0.1, useEma: true, gradientAccumulationSteps: 2 })
  const [first, weight] = [create(), new Variable([1, 2], { path: 'dense/bias' })]
  const gradient = (step: number): Tensor => tensor([step, -0.5])
  for (let step = 0; step < 3; step++) first.apply([gradient(step)], [weight])
  expect(first.variables.map(({ path }) => path)).toEqual([
    'adam/iterations',
    'adam/learningRate',
    'adam/dense/bias/momentum',
    'adam/dense/bias/velocity',
    'adam/dense/bias/average',
    'adam/dense/bias/gradientAccumulator',
  ])
  const [second, copy] = [create(), new Variable(weight.value, { path: 'dense/bias' })]
  second.build([copy])
  second.variables.forEach((variable, index) => variable.assign(first.variables[index]!.value))
  for (let step = 3; step < 8; step++) {
    first.apply([gradient(step)], [weight])
    second.apply([gradient(step)], [copy])
  }
  expect(await copy.data()).toEqual(await weight.data())
  expect(await weight.data()).not.toEqual(new Float32Array([1, 2]))
})

describe('the learning rate', () => {
  const schedule = new PiecewiseConstantDecay({ boundaries: [0, 1], values: [1, 0.5, 0.25] })

  test('of a schedule is that of the next step, is no state, and cannot be set', async () => {
    const [optimizer, weight] = [new SGD({ learningRate: schedule }), new Variable([10])]
    const step = compile(() => optimizer.apply([tensor([1])], [weight]))
    const rates = []
    for (let i = 0; i < 4; i++) {
      rates.push((await optimizer.learningRate.data())[0])
      step()
    }
    expect(rates).toEqual([1, 0.5, 0.25, 0.25])
    expect(await weight.data()).toEqual(new Float32Array([8]))
    expect(step.traces).toBe(1)
    expect(optimizer.variables).not.toContain(optimizer.learningRate)
    const message =
      'sgd/learningRate.assign: the learning rate follows a PiecewiseConstantDecay; make the optimizer with a number as its learningRate to set it'
    expect(() => optimizer.learningRate.assign(1)).toThrow(new ArgumentError(message))
    expect(() => {
      optimizer.learningRate = 1
    }).toThrow(new ArgumentError(message))
  })

  test('of a number can be set like a property', async () => {
    const [optimizer, weight] = [new SGD({ learningRate: 1 }), new Variable([10])]
    optimizer.learningRate = 0.25
    optimizer.apply([tensor([4])], [weight])
    expect(await weight.data()).toEqual(new Float32Array([9]))
  })
})

describe('clipping', () => {
  const after = async (options: SGDOptions, gradients: readonly number[][]): Promise<number[][]> => {
    const weights = gradients.map((gradient) => new Variable(gradient.map(() => 0)))
    new SGD({ learningRate: 1, ...options }).apply(
      gradients.map((gradient) => tensor(gradient)),
      weights,
    )
    return Promise.all(weights.map(async (weight) => [...(await weight.data())].map((value) => -value)))
  }

  test('a gradient of zeros stays one', async () => {
    expect(await after({ clipnorm: 1 }, [[0, 0]])).toEqual([[-0, -0]])
    expect(await after({ globalClipnorm: 1 }, [[0], [0]])).toEqual([[-0], [-0]])
  })

  test('a short gradient stays as it is, a long one keeps its direction', async () => {
    expect(
      await after({ clipnorm: 5 }, [
        [3, 4],
        [30, 40],
      ]),
    ).toEqual([
      [3, 4],
      [3, 4],
    ])
    expect(await after({ globalClipnorm: 13 }, [[5], [12]])).toEqual([[5], [12]])
    expect(await after({ globalClipnorm: 6.5 }, [[5], [12]])).toEqual([[2.5], [6]])
  })

  test('an infinite norm does not go unnoticed', async () => {
    expect(await after({ globalClipnorm: 1 }, [[Infinity], [1]])).toEqual([[Number.NaN], [Number.NaN]])
  })
})

test('weight decay: variables and names are excluded; the exclusion comes before the state', async () => {
  const weights = ['a/kernel', 'a/bias', 'bias_layer/kernel', 'b/gamma'].map((path) => new Variable([1], { path }))
  const optimizer = new SGD({ learningRate: 1, weightDecay: 0.5 })
  optimizer.excludeFromWeightDecay({ variables: [weights[3]!], names: ['bias'] })
  optimizer.apply(
    weights.map(() => tensor([0])),
    weights,
  )
  const values = await Promise.all(weights.map((weight) => weight.value.item()))
  expect(values).toEqual([0.5, 1, 0.5, 1])
  expect(() => optimizer.excludeFromWeightDecay({})).toThrow(
    new ArgumentError('sgd.excludeFromWeightDecay: call it before the optimizer is built, which fit does'),
  )
})

test('without an average there is nothing to finalize', async () => {
  const weight = new Variable([3], { path: 'w' })
  new SGD().finalizeVariables([weight])
  expect(await weight.data()).toEqual(new Float32Array([3]))
  expect(() => new SGD({ useEma: true }).finalizeVariables([weight])).toThrow(
    new ArgumentError('sgd.finalizeVariables: there is no average of w; pass weights that the optimizer was built for'),
  )
})

test('an optimizer of the user', async () => {
  class Signs extends Optimizer<'last'> {
    constructor() {
      super({ name: 'signs', learningRate: 1 }, { last: { initial: 2 } })
    }

    protected override update({ value, gradient, slots }: WeightUpdate<'last'>): WeightStep<'last'> {
      return { value: value.sub(gradient.sign().mul(slots.last)), slots: { last: gradient } }
    }
  }
  const [signs, weight] = [new Signs(), new Variable([0])]
  signs.apply([tensor([-5])], [weight])
  signs.apply([tensor([1])], [weight])
  expect(await weight.data()).toEqual(new Float32Array([7]))
  expect(signs.className).toBe('Signs')
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
    [() => new SGD({ learningRate: -1 }), 'sgd: learningRate must be a number >= 0, got -1'],
    [() => new SGD({ learningRate: Number.NaN }), 'sgd: learningRate must be a number >= 0, got NaN'],
    [() => new SGD({ momentum: 1 }), 'SGD: momentum must be a number >= 0 and < 1, got 1'],
    [() => new SGD({ nesterov: 1 } as object), 'SGD: nesterov must be true or false, got 1'],
    [() => new Adam({ beta1: 2 }), 'Adam: beta1 must be a number >= 0 and < 1, got 2'],
    [() => new Adam({ epsilon: -1 }), 'Adam: epsilon must be a number >= 0, got -1'],
    [() => new Adam({ learning_rate: 1 } as object), 'Adam: unknown option "learning_rate"; did you mean "learningRate"?'],
    [() => new Adam({ clipnorm: 1, clipvalue: 1 }), 'adam: got clipnorm and clipvalue; give one of them'],
    [() => new Adam({ globalClipnorm: 0 }), 'adam: globalClipnorm must be a number > 0, got 0'],
    [() => new SGD({ useEma: true, emaMomentum: 2 }), 'sgd: emaMomentum must be a number from 0 to 1, got 2'],
    [() => new SGD({ emaOverwriteFrequency: 0 }), 'sgd: emaOverwriteFrequency must be a positive integer, got 0'],
    [() => new SGD({ gradientAccumulationSteps: 1 }), 'sgd: gradientAccumulationSteps must be an integer of at least 2, got 1'],
    [() => new SGD({ weightDecay: Number.NaN }), 'sgd: weightDecay must be a finite number, got NaN'],
    [() => new SGD({ learningRate: '0.1' as never }), 'sgd: learningRate must be a number >= 0, got the string "0.1"'],
    [
      () => SGD.fromConfig(JSON.parse(JSON.stringify(new SGD({ learningRate: decay }).getConfig())) as ClassConfig['config']),
      'sgd: learningRate is the configuration of a schedule; pass the whole configuration of the optimizer to getOptimizer, or make the schedule with getSchedule',
    ],
    [() => new Ftrl({ learningRatePower: 0.5 }), 'Ftrl: learningRatePower must be a number <= 0, got 0.5'],
    [() => new Lion({ beta1: 0 }), 'Lion: beta1 must be a number > 0 and <= 1, got 0'],
    [
      () => getOptimizer('load', { className: 'AdamV', config: {} }),
      'load: unknown optimizer class "AdamV"; did you mean "Adam"?',
    ],
    [
      () => getOptimizer('sequential.compile', 'adm' as 'adam'),
      'sequential.compile: unknown optimizer "adm"; did you mean "adam"?',
    ],
  ])('%s', (make, message) => {
    expect(make).toThrow(new ArgumentError(message))
  })
})
