/** The base of layers: inner layers, paths, errors, several inputs, building. */
import { cpu } from '@neurite/backend-cpu'
import { ArgumentError, DTypeError, ones, setBackend, ShapeError, tensor, type Tensor, type Variable, zeros } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { Ones } from '../initializers/ones.ts'
import { testLayer } from '../testing/test-layer.ts'
import type { BatchShape } from './batch-shape.ts'
import { Dense } from './dense.ts'
import { Dropout } from './dropout.ts'
import { type CallContext, Layer, layerOptionNames, type LayerOptions } from './layer.ts'
import { checkOptions } from '../options/check-options.ts'

beforeAll(async () => {
  await setBackend(cpu())
})

/** As in the documentation of Layer: states no output shape. */
class Scale extends Layer {
  static override readonly className = 'Scale'
  factor: Variable | undefined

  constructor(options: LayerOptions = {}) {
    super(checkOptions('Scale', options, layerOptionNames))
  }

  protected override build(shape: BatchShape): void {
    this.factor = this.addWeight('factor', [shape.at(-1) ?? 1], { initializer: new Ones() })
    this.addWeight('count', [], { initializer: new Ones(), trainable: false, dtype: 'int32' })
  }

  protected override call(x: Tensor): Tensor {
    return x.mul(this.factor!.value)
  }
}

/** Two dense layers with dropout between them. */
class Block extends Layer {
  static override readonly className = 'Block'
  readonly first: Dense
  readonly dropout: Dropout
  readonly second: Dense

  constructor(options: LayerOptions = {}) {
    super(checkOptions('Block', options, layerOptionNames))
    const { dtype, trainable } = this
    this.first = this.addLayer(new Dense(4, { name: 'first', dtype, trainable }))
    this.dropout = this.addLayer(new Dropout(0.5, { name: 'dropout', dtype }))
    this.second = this.addLayer(new Dense(2, { name: 'second', dtype, trainable }))
  }

  protected override build(shape: BatchShape): void {
    this.first.buildFrom(shape)
    this.dropout.buildFrom(this.first.computeOutputShape(shape))
    this.second.buildFrom(this.first.computeOutputShape(shape))
  }

  protected override call(x: Tensor, context: CallContext): Tensor {
    return this.second.apply(this.dropout.apply(this.first.apply(x, context), context), context)
  }
}

/** Sum of all inputs. */
class Sum extends Layer<readonly Tensor[]> {
  protected override get takesNest(): boolean {
    return true
  }

  protected override call([first, ...others]: readonly Tensor[]): Tensor {
    return others.reduce((sum, x) => sum.add(x), first!)
  }
}

describe('a layer of the user', () => {
  test('splits its weights, and may keep some in another dtype', () => {
    const layer = new Scale({ name: 'scale' })
    layer.buildFrom([null, 3])
    expect(layer.trainableWeights.map(({ path }) => path)).toEqual(['scale/factor'])
    expect(layer.nonTrainableWeights.map(({ path, dtype }) => `${path} ${dtype}`)).toEqual(['scale/count int32'])
  })

  test('has its output shape found by tracing, which computes and changes nothing', async () => {
    class Repeat extends Layer {
      readonly generator = this.addSeedGenerator(1)

      protected override call(x: Tensor): Tensor {
        this.generator.next()
        return x.broadcastTo([5, ...x.shape])
      }
    }
    const layer = new Repeat()
    expect(layer.computeOutputShape([null, 3, null])).toEqual([5, null, 3, null])
    expect((await layer.generator.state.data())[1]).toBe(0)
  })

  test('has its output shape found by tracing for several inputs too', () => {
    const shape = new Sum({ name: 'sum' }).computeOutputShape([
      [null, 2],
      [null, 2],
    ])
    expect(shape).toEqual([null, 2])
  })

  test('takes several inputs where it says so', async () => {
    const layer = new Sum({ name: 'sum' })
    expect(await layer.apply([tensor([1]), tensor([2]), tensor([3])]).array()).toEqual([6])
    expect(() => layer.apply([tensor([1]), 2 as unknown as Tensor])).toThrow(
      'sum: expected a tensor at inputs[1], got the number 2',
    )
  })

  test('is named by its class', () => {
    expect(new Scale().name).toMatch(/^scale/)
    class Extended extends Scale {}
    const first = new Extended()
    expect([first.className, first.name]).toEqual(['Extended', 'extended'])
    expect(new Extended().name).toBe('extended_1')
  })

  test('cannot have two weights of one name', () => {
    class Twice extends Scale {
      protected override build(shape: BatchShape): void {
        super.build(shape)
        super.build(shape)
      }
    }
    const layer = new Twice({ name: 'twice' })
    expect(() => layer.buildFrom([null, 2])).toThrow(
      'twice/factor: the layer has a weight of this name already; names of weights must differ',
    )
    expect(layer.built).toBe(false)
    expect(layer.weights).toEqual([])
  })

  test('can be built again when building failed', () => {
    class Picky extends Scale {
      protected override build(shape: BatchShape): void {
        super.build(shape)
        if (shape.at(-1) === 2) throw new ShapeError('2 is too few')
      }
    }
    const layer = new Picky({ name: 'picky' })
    expect(() => layer.apply(zeros([1, 2]))).toThrow('picky: 2 is too few')
    expect(layer.apply(zeros([1, 3])).shape).toEqual([1, 3])
    expect(layer.weights.map(({ path }) => path)).toEqual(['picky/factor', 'picky/count'])
  })

  test('computes in its dtype, whatever the floats that come', () => {
    expect(new Scale({ dtype: 'float16' }).apply(ones([1, 2], 'float64')).dtype).toBe('float16')
  })
})

describe('a layer of layers', () => {
  testLayer((options) => new Block(options), {
    inputShape: [3],
    outputShape: [2],
    mask: 'own',
    differsInTraining: true,
    weights: { 'first/kernel': [3, 4], 'first/bias': [4], 'second/kernel': [4, 2], 'second/bias': [2] },
  })
})

describe('inner layers', () => {
  test('follow the path and lend their weights', () => {
    const block = new Block({ name: 'block' })
    block.apply(zeros([1, 3]))
    const paths = (prefix: string): string[] =>
      ['first/kernel', 'first/bias', 'second/kernel', 'second/bias'].map((name) => `${prefix}/${name}`)
    expect(block.weights.map(({ path }) => path)).toEqual(paths('block'))
    block.path = 'model/block'
    expect(block.weights.map(({ path }) => path)).toEqual(paths('model/block'))
    expect(block.variables.map(({ path }) => path)).toEqual([...paths('model/block'), 'model/block/dropout/seedState'])
    expect(block.countParams()).toBe(3 * 4 + 4 + 4 * 2 + 2)
  })

  test('are frozen and thawed together, and can be frozen alone', () => {
    const block = new Block()
    block.apply(zeros([1, 3]))
    block.first.trainable = false
    expect(block.trainableWeights).toEqual(block.second.weights)
    expect(block.nonTrainableWeights).toEqual(block.first.weights)
    block.trainable = false
    expect([block.trainableWeights, block.second.trainable]).toEqual([[], false])
    block.trainable = true
    expect(block.trainableWeights).toEqual(block.weights)
  })

  test('leave the number of weights open until all are built', () => {
    class Lazy extends Layer {
      readonly dense = this.addLayer(new Dense(3))

      protected override call(x: Tensor): Tensor {
        return this.dense.apply(x)
      }
    }
    const layer = new Lazy({ name: 'lazy' })
    layer.buildFrom([null, 2])
    expect(() => layer.countParams()).toThrow('lazy.countParams: the layer has no weights before it is built')
    layer.apply(zeros([1, 2]))
    expect(layer.countParams()).toBe(9)
  })

  test('count once where they are shared', () => {
    class Shared extends Layer {
      readonly dense = this.addLayer(this.addLayer(new Dense(3)))

      protected override call(x: Tensor): Tensor {
        return this.dense.apply(this.dense.apply(x))
      }
    }
    const layer = new Shared()
    layer.apply(zeros([1, 3]))
    expect(layer.weights.length).toBe(2)
    expect(layer.countParams()).toBe(12)
  })

  test('must be layers', () => {
    class Wrong extends Layer {
      constructor() {
        super({ name: 'wrong' })
        this.addLayer(Dense as unknown as Layer)
      }

      protected override call(x: Tensor): Tensor {
        return x
      }
    }
    expect(() => new Wrong()).toThrow(
      'wrong: expected a layer, got the function or class Dense; pass an instance such as new Dense(10)',
    )
  })
})

describe('errors', () => {
  class Failing extends Layer {
    readonly fail: (x: Tensor) => Tensor

    constructor(fail: (x: Tensor) => Tensor) {
      super({ name: 'failing' })
      this.fail = fail
    }

    protected override call(x: Tensor): Tensor {
      return this.fail(x)
    }
  }

  const errorOf = (fn: () => unknown): Error => {
    try {
      fn()
    } catch (error) {
      if (error instanceof Error) return error
    }
    throw new Error('nothing was thrown')
  }

  test('of operations begin with the path of the layer, keep their class and their cause', () => {
    const error = errorOf(() => new Failing((x) => x.matmul(zeros([5, 5]))).apply(zeros([2, 3])))
    expect(error.constructor).toBe(ShapeError)
    expect(error.message).toBe('failing: matmul: [2, 3] has 3 columns but [5, 5] has 5 rows; they must be equal')
    expect((error.cause as Error).message).toBe('matmul: [2, 3] has 3 columns but [5, 5] has 5 rows; they must be equal')
  })

  test('name the innermost layer, once', () => {
    const block = new Block({ name: 'block' })
    block.path = 'model/block'
    block.apply(zeros([1, 3]))
    expect(errorOf(() => block.apply(zeros([1, 4]))).message).toBe(
      'model/block/first: expected the last axis to be 3, got shape [1, 4]; pass inputs with 3 features or set inputShape',
    )
  })

  test('of the user stay as they are', () => {
    const own = new RangeError('mine')
    const fail = (): Tensor => {
      throw own
    }
    expect(errorOf(() => new Failing(fail).apply(zeros([1])))).toBe(own)
  })

  test('say what is no tensor', () => {
    const layer = new Scale({ name: 'scale' })
    expect(errorOf(() => layer.apply([[1, 2]] as unknown as Tensor))).toBeInstanceOf(DTypeError)
    expect(errorOf(() => layer.apply([[1, 2]] as unknown as Tensor)).message).toBe(
      'scale: expected one tensor, got an array; make a tensor of numbers with tensor(data)',
    )
    expect(errorOf(() => layer.apply(new Float32Array(2) as unknown as Tensor)).message).toBe(
      'scale: expected a tensor, got a Float32Array; make one with tensor(data)',
    )
    expect(errorOf(() => layer.countParams())).toBeInstanceOf(ArgumentError)
  })
})
