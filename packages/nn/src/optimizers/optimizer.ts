/** The base of all optimizers: how gradients change weights. */
import { ArgumentError, type DType, formatShape, type Shape, ShapeError, type Tensor, Variable, zeros } from '@neurite/core'

/** Options that every optimizer has. */
export interface OptimizerOptions {
  /** Step size. */
  readonly learningRate?: number
  /** What its variables' paths begin with. Default: its identifier. */
  readonly name?: string
}

/** What an optimizer keeps per weight, by name, such as `momentum`. */
export type Slots<Name extends string> = Readonly<Record<Name, Variable>>

/**
 * Changes weights by their gradients.
 *
 * All that changes from step to step is kept in Variables, so that steps can be compiled, repeated and resumed. A new optimizer
 * extends this class, names its slots and computes in `update`.
 *
 * @example
 * ```ts
 * const optimizer = new Adam({ learningRate: 0.01 })
 * const step = compile((x: Tensor) => {
 *   const { value, grads } = variableGrads(() => loss(x), weights)
 *   optimizer.apply(grads, weights)
 *   return value
 * })
 * ```
 */
export abstract class Optimizer<Slot extends string = string> {
  readonly name: string
  /** Assign to it to change the step size, during training too. */
  readonly learningRate: Variable
  /** Steps taken so far. */
  readonly iterations: Variable
  private readonly slots = new Map<Variable, Slots<Slot>>()
  private readonly slotNames: readonly Slot[]

  /**
   * @param slotNames - what is kept per weight: a tensor like it, zero at the start
   * @throws ArgumentError unless the learning rate is a finite number of at least 0
   */
  constructor(name: string, learningRate: number, slotNames: readonly Slot[]) {
    this.name = name
    this.slotNames = slotNames
    const rate = checkRange(name, 'learningRate', learningRate, { least: 0 })
    this.learningRate = new Variable(rate, { path: `${name}/learningRate`, trainable: false })
    this.iterations = new Variable(0, { path: `${name}/iterations`, trainable: false, dtype: 'int32' })
  }

  /** The optimizer's state: iterations, learning rate, and what it keeps per weight. */
  get variables(): readonly Variable[] {
    return [
      this.iterations,
      this.learningRate,
      ...[...this.slots.values()].flatMap((slots) => this.slotNames.map((name) => slots[name])),
    ]
  }

  /** Makes what is kept per weight, for weights that are new. `apply` does it too. */
  build(variables: readonly Variable[]): void {
    for (const variable of variables) if (!this.slots.has(variable)) this.slots.set(variable, this.makeSlots(variable))
  }

  /**
   * Takes one step.
   *
   * @param gradients - one per variable, of its shape
   * @throws ArgumentError or ShapeError when they do not fit
   */
  apply(gradients: readonly Tensor[], variables: readonly Variable[]): void {
    this.checkGradients(gradients, variables)
    this.build(variables)
    const next = this.iterations.value.add(1)
    variables.forEach((variable, index) => {
      const rate = this.learningRate.value.cast(variable.dtype)
      const gradient = gradients[index]!.cast(variable.dtype)
      this.update({ variable, gradient, learningRate: rate, step: next.cast(variable.dtype), slots: this.slots.get(variable)! })
    })
    this.iterations.assign(next)
  }

  /** Assigns a weight, and what is kept for it, their next values. */
  protected abstract update(weight: WeightUpdate<Slot>): void

  private makeSlots(variable: Variable): Slots<Slot> {
    const { shape, dtype, path } = variable
    const slot = (name: Slot): Variable => makeZeros(`${this.name}/${path}/${name}`, shape, dtype)
    return Object.fromEntries(this.slotNames.map((name) => [name, slot(name)])) as Record<Slot, Variable>
  }

  private checkGradients(gradients: readonly Tensor[], variables: readonly Variable[]): void {
    if (gradients.length !== variables.length) {
      throw new ArgumentError(
        `${this.name}.apply: got ${gradients.length} gradients for ${variables.length} variables; pass one for each`,
      )
    }
    variables.forEach(({ path, shape }, index) => {
      const got = formatShape(gradients[index]!.shape)
      if (got !== formatShape(shape)) {
        throw new ShapeError(
          `${this.name}.apply: ${path} has shape ${formatShape(shape)}, its gradient ${got}; pass gradients in the order of the variables`,
        )
      }
    })
  }
}

/** What `Optimizer.update` works on. Everything has the weight's dtype. */
export interface WeightUpdate<Slot extends string> {
  readonly variable: Variable
  readonly gradient: Tensor
  /** Scalar. */
  readonly learningRate: Tensor
  /** Scalar: 1 at the first step. */
  readonly step: Tensor
  readonly slots: Slots<Slot>
}

const makeZeros = (path: string, shape: Shape, dtype: DType): Variable =>
  new Variable(() => zeros(shape, dtype), { shape, dtype, path, trainable: false })

/** Bounds of a number that an option may have. */
interface Range {
  /** Included. */
  readonly least: number
  /** Excluded. */
  readonly below?: number
}

/** @throws ArgumentError unless the option is a finite number in the range */
export function checkRange(call: string, option: string, value: number, { least, below = Infinity }: Range): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= least && value < below) return value
  const bounds = below === Infinity ? `of at least ${least}` : `from ${least} to below ${below}`
  throw new ArgumentError(`${call}: ${option} must be a number ${bounds}, got ${String(value)}`)
}
