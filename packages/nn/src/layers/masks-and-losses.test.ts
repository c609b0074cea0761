/** What travels beside tensors and weights: masks, losses of layers, regularizers, constraints. */
import { cpu } from '@neurite/backend-cpu'
import { compile, ones, setBackend, tensor, type Tensor, type Variable, variableGrads } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { constraintOf } from '../constraints/constraint-of.ts'
import { NonNeg } from '../constraints/non-neg.ts'
import { Ones } from '../initializers/ones.ts'
import { L2 } from '../regularizers/l1-l2.ts'
import { Activation } from './activation.ts'
import { collectLosses, weightLosses } from './collect-losses.ts'
import { Embedding } from './core/embedding.ts'
import { Identity } from './core/identity.ts'
import { Lambda } from './core/lambda.ts'
import { Dense } from './dense.ts'
import { Dropout } from './dropout.ts'
import { Flatten } from './flatten.ts'
import { type CallContext, Layer } from './layer.ts'
import { maskOf, setMask } from './mask.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

const mask = (): Tensor => tensor([[true, false, true]])

const masked = (x: Tensor): Tensor => {
  setMask(x, mask())
  return x
}

const maskValues = async (x: Tensor): Promise<unknown> => maskOf(x)?.array()

/** Says what mask it saw. */
class Probe extends Layer {
  readonly seen: (Tensor | undefined)[] = []

  protected override call(x: Tensor, context: CallContext): Tensor {
    this.seen.push(context.mask)
    return x.mul(2)
  }
}

describe('masks', () => {
  test('are carried by values, and can be taken away', async () => {
    const x = masked(ones([1, 3]))
    expect(await maskValues(x)).toEqual([[1, 0, 1]])
    setMask(x, undefined)
    expect(maskOf(x)).toBeUndefined()
  })

  test('go through layers that support them, and end at others', async () => {
    const x = new Embedding(5, 2, { maskZero: true }).apply(tensor([[3, 0, 2]], { dtype: 'int32' }))
    const through = [new Dense(4), new Activation('relu'), new Dropout(0.5), new Identity()]
    const y = through.reduce((outputs, layer) => layer.apply(outputs, { training: true }), x)
    expect(await maskValues(y)).toEqual([[1, 0, 1]])
    expect(maskOf(new Flatten().apply(y))).toBeUndefined()
  })

  test('reach the call of a layer; given ones before carried ones', async () => {
    const probe = new Probe()
    const other = tensor([[0, 0, 1]])
    probe.apply(masked(ones([1, 3])))
    probe.apply(masked(ones([1, 3])), { mask: other })
    probe.apply(ones([1, 3]))
    expect(await Promise.all(probe.seen.map((seen) => seen?.array()))).toEqual([[[1, 0, 1]], [[0, 0, 1]], undefined])
    // Numbers become bool.
    expect(probe.seen[1]!.dtype).toBe('bool')
  })

  test('survive the cast to the dtype of a layer', async () => {
    const y = new Identity({ dtype: 'float64' }).apply(masked(ones([1, 3])))
    expect(y.dtype).toBe('float64')
    expect(await maskValues(y)).toEqual([[1, 0, 1]])
  })

  test('of an outer layer are not those of the inputs of inner ones', async () => {
    const probe = new Probe()
    class Outer extends Layer {
      protected override call(x: Tensor, context: CallContext): Tensor {
        return probe.apply(probe.apply(x, context), context)
      }
    }
    new Outer().apply(ones([1, 3]), { mask: mask() })
    new Outer().apply(masked(ones([1, 3])))
    expect(await Promise.all(probe.seen.map((seen) => seen?.array()))).toEqual([undefined, undefined, [[1, 0, 1]], undefined])
  })

  test('travel inside compiled functions', async () => {
    const embedding = new Embedding(5, 2, { maskZero: true })
    const dense = new Dense(4)
    const run = compile((x: Tensor) => maskOf(dense.apply(embedding.apply(x)))!.cast('int32'))
    expect(await run(tensor([[3, 0]], { dtype: 'int32' })).array()).toEqual([[1, 0]])
  })

  test('of several outputs are set one by one', async () => {
    class Two extends Layer<Tensor, readonly Tensor[]> {
      override computeMask(_x: Tensor, given: Tensor | undefined): readonly (Tensor | undefined)[] {
        return [given, undefined]
      }

      protected override call(x: Tensor): readonly Tensor[] {
        return [x.mul(2), x.sum(1)]
      }
    }
    const [first, second] = new Two().apply(masked(ones([1, 3])))
    expect(await maskValues(first!)).toEqual([[1, 0, 1]])
    expect(maskOf(second!)).toBeUndefined()
  })

  test('must be tensors', () => {
    expect(() => new Probe({ name: 'probe' }).apply(ones([1, 3]), { mask: 3 as unknown as Tensor })).toThrow(
      'probe.apply: expected the mask to be a tensor, got the number 3; make one with tensor(data)',
    )
    expect(() => new Probe({ name: 'probe' }).apply(ones([1, 3]), { mask: [mask()] as unknown as Tensor })).toThrow(
      'probe.apply: mask must have the structure of the inputs: one tensor or undefined for each',
    )
  })
})

describe('losses of layers', () => {
  const adding = (): Lambda =>
    new Lambda((x, context) => {
      context.addLoss(x.sum())
      return x
    })
  const valuesOf = (losses: readonly Tensor[]): Promise<number[]> => Promise.all(losses.map((loss) => loss.item()))

  test('are collected in order, from inner collections apart', async () => {
    const layer = adding()
    const outer = collectLosses(() => {
      layer.apply(tensor([1, 2]))
      const inner = collectLosses(() => layer.apply(tensor([10])))
      layer.apply(tensor([4]))
      return inner
    })
    expect(await valuesOf(outer.losses)).toEqual([3, 4])
    expect(await valuesOf(outer.result.losses)).toEqual([10])
  })

  test('go nowhere when nobody collects, and after a failure', async () => {
    const fail = (): never => {
      throw new RangeError('mine')
    }
    expect(() => collectLosses(fail)).toThrow('mine')
    expect(
      await adding()
        .apply(tensor([1]))
        .array(),
    ).toEqual([1])
    expect(collectLosses(() => 1).losses).toEqual([])
  })

  test('of shapes that are only traced are not collected', () => {
    class Block extends Layer {
      readonly lambda = this.addLayer(adding())

      protected override call(x: Tensor, context: CallContext): Tensor {
        return this.lambda.apply(x, context)
      }
    }
    const { losses } = collectLosses(() => new Block().computeOutputShape([null, 2]))
    expect(losses).toEqual([])
  })

  test('must be scalars', () => {
    const layer = new Lambda(
      (x, context) => {
        context.addLoss(x)
        return x
      },
      { name: 'subject' },
    )
    expect(() => layer.apply(ones([2]))).toThrow('subject: addLoss: expected a scalar, got shape [2]; take its sum() or mean()')
  })

  test('come from activity regularizers, per sample', async () => {
    const layer = new Dense(2, {
      kernelInitializer: 'ones',
      activityRegularizer: new L2({ l2: 0.5 }),
      name: 'regular',
    })
    const { losses } = collectLosses(() => layer.apply(tensor([[1], [3]])))
    expect(await valuesOf(losses)).toEqual([(0.5 * (1 + 1 + 9 + 9)) / 2])
    expect(layer.getConfig()).toMatchObject({ activityRegularizer: { className: 'L2', config: { l2: 0.5 } } })
    expect(Dense.fromConfig(layer.getConfig()).getConfig()).toEqual(layer.getConfig())
  })

  test('come from regularizers of weights that training changes', async () => {
    const layer = new Dense(2, { kernelInitializer: 'ones', kernelRegularizer: new L2({ l2: 0.5 }), biasRegularizer: 'l1' })
    layer.buildFrom([null, 3])
    expect(await valuesOf(weightLosses(layer))).toEqual([3, 0])
    const { grads } = variableGrads(() => weightLosses(layer)[0]!, layer.trainableWeights)
    expect(await grads[0]!.array()).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
    ])
    layer.trainable = false
    expect(weightLosses(layer)).toEqual([])
  })
})

describe('weights', () => {
  test('know their constraints', () => {
    const layer = new Dense(2, { kernelConstraint: 'nonNeg', name: 'bound' })
    layer.buildFrom([null, 3])
    expect(constraintOf(layer.kernel!)).toBeInstanceOf(NonNeg)
    expect(constraintOf(layer.bias!)).toBeUndefined()
    expect(layer.getConfig()).toMatchObject({ kernelConstraint: { className: 'NonNeg', config: {} } })
    expect(Dense.fromConfig(layer.getConfig()).getConfig()).toEqual(layer.getConfig())
  })

  test('take their fans where they are given', async () => {
    class Wide extends Layer {
      kernel: Variable | undefined

      protected override build(): void {
        this.kernel = this.addWeight('kernel', [3], { initializer: new Ones(), fans: { fanIn: 1, fanOut: 1 } })
      }

      protected override call(x: Tensor): Tensor {
        return x.mul(this.kernel!.value)
      }
    }
    expect(await new Wide().apply(ones([1, 3])).array()).toEqual([[1, 1, 1]])
  })

  test('refuse regularizers and constraints that do not exist', () => {
    expect(() => new Dense(2, { kernelRegularizer: 'l3' as 'l2' })).toThrow('Dense: unknown regularizer "l3"; did you mean "l1"?')
    expect(() => new Dense(2, { biasConstraint: 'noneg' as 'nonNeg' })).toThrow(
      'Dense: unknown constraint "noneg"; did you mean "nonNeg"?',
    )
    expect(() => new Dense(2, { activityRegularizer: 'L2' as 'l2' })).toThrow(
      'Dense: unknown regularizer "L2"; did you mean "l2"?',
    )
  })
})
