/** The base of all optimizers: how gradients change weights. */
import { ArgumentError, formatShape, full, type Shape, ShapeError, type Tensor, Variable, where } from '@neurite/core'
import { constraintOf } from '../constraints/constraint-of.ts'
import { checkNumber } from '../options/check-number.ts'
import type { OptionNames } from '../options/check-options.ts'
import { checkCount, checkFlag, checkShare } from '../options/check-values.ts'
import { type ClassConfig, classNameOf } from '../options/class-config.ts'
import { checkClipping, clipGradients, type Clipping } from './clip-gradients.ts'
import { type LearningRate, makeRate, rateConfig, ScheduledRate } from './learning-rate.ts'

/** Options that every optimizer has. */
export interface OptimizerOptions extends Clipping {
  /** Step size: a number, or a schedule. */
  readonly learningRate?: LearningRate
  /** What its variables' paths begin with. Default: its identifier. */
  readonly name?: string
  /** Share of each weight, times the learning rate, that is taken off at every step. Default none. */
  readonly weightDecay?: number | undefined
  /** Keep a running average of the weights, for `finalizeVariables`. Default false. */
  readonly useEma?: boolean
  /** Share of the average that is kept at every step. Default 0.99. */
  readonly emaMomentum?: number
  /** Steps after which the weights become their averages. Default: never during training. */
  readonly emaOverwriteFrequency?: number | undefined
  /** Steps, at least 2, whose gradients are averaged and applied once. Default: every gradient is applied. */
  readonly gradientAccumulationSteps?: number | undefined
}

/** Rows of `OptimizerOptions`, to spread into an optimizer's own. */
export const optimizerOptionNames: OptionNames<OptimizerOptions> = {
  learningRate: true,
  name: true,
  weightDecay: true,
  clipnorm: true,
  clipvalue: true,
  globalClipnorm: true,
  useEma: true,
  emaMomentum: true,
  emaOverwriteFrequency: true,
  gradientAccumulationSteps: true,
}

/** `OptimizerOptions` once the optimizer has put its defaults in. */
export type BaseOptions = OptimizerOptions & Required<Pick<OptimizerOptions, 'learningRate' | 'name'>>

/** What an optimizer keeps per weight. */
export interface SlotOptions {
  /** The first value. Default 0. */
  readonly initial?: number
  /** Default: the weight's own. */
  readonly shape?: (weight: Shape) => Shape
}

/** What an optimizer keeps per weight, by name, such as `momentum`. */
export type Slots<Name extends string, T = Tensor> = Readonly<Record<Name, T>>

/** What `Optimizer.update` works on. Everything has the weight's dtype. */
export interface WeightUpdate<Slot extends string> {
  /** The weight. */
  readonly value: Tensor
  /** Clipped. */
  readonly gradient: Tensor
  /** Scalar. */
  readonly learningRate: Tensor
  /** Scalar: 1 at the first step. */
  readonly step: Tensor
  /** What was kept from the step before, by name; each of the shape of the weight. */
  readonly slots: Slots<Slot>
}

/** What comes after a step. */
export interface WeightStep<Slot extends string> {
  /** The next weight. */
  readonly value: Tensor
  /** What is kept for the next step. Default: nothing changes. */
  readonly slots?: Partial<Slots<Slot>>
}

/** Which weights do not decay. */
export interface DecayExclusion {
  /** These weights themselves. */
  readonly variables?: readonly Variable[]
  /** Weights whose name, the last part of their path, contains one of these. */
  readonly names?: readonly string[]
}

/** State beside the slots. */
type Extra = 'average' | 'gradientAccumulator'

/** The state that goes with a weight. */
interface WeightState<Slot extends string> {
  readonly slots: Slots<Slot, Variable>
  readonly extras: Partial<Slots<Extra, Variable>>
}

/**
 * Changes weights by their gradients.
 *
 * All that changes from step to step is kept in Variables, so that steps can be compiled, repeated and resumed. A new optimizer
 * extends this class, names its slots and computes in `update`, in plain tensor code.
 *
 * A step: gradients are accumulated, where that is asked for, and clipped; weights decay; `update` computes the next ones; their
 * averages are kept; constraints are applied.
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
  /** Name of the class in configurations; state it, so that it survives minification. Default: the class's own. */
  static readonly className: string | undefined = undefined

  /** Name of the class, as configurations hold it. */
  readonly className: string
  /** What the paths of its variables begin with. */
  readonly name: string
  /** Steps taken so far; with gradient accumulation, those that only accumulated count too. */
  readonly iterations: Variable
  readonly #base: BaseOptions
  readonly #rate: Variable
  readonly #clipping: Clipping
  readonly #slotOptions: Readonly<Partial<Record<Slot, SlotOptions>>>
  readonly #states = new Map<Variable, WeightState<Slot>>()
  #exclusion: DecayExclusion = {}

  /**
   * @param slots - what is kept per weight
   * @throws ArgumentError when an option is out of range
   */
  constructor(options: BaseOptions, slots: Readonly<Partial<Record<Slot, SlotOptions>>>) {
    this.className = classNameOf(new.target)
    const { name, learningRate } = options
    this.name = name
    this.#base = options
    this.#slotOptions = slots
    this.#clipping = checkClipping(name, options)
    checkBase(name, options)
    this.iterations = new Variable(0, { path: `${name}/iterations`, trainable: false, dtype: 'int32' })
    this.#rate = makeRate(name, learningRate, this.iterations)
  }

  /** The step size. Assign to it to change it, during training too; one that follows a schedule cannot be assigned to. */
  get learningRate(): Variable {
    return this.#rate
  }

  /** @throws ArgumentError when the learning rate follows a schedule */
  set learningRate(rate: Variable | number) {
    this.#rate.assign(rate instanceof Variable ? rate.value : rate)
  }

  /** The optimizer's state: iterations, learning rate where it is a number, and what it keeps per weight. */
  get variables(): readonly Variable[] {
    const kept = [...this.#states.values()].flatMap(({ slots, extras }) => [...variablesOf(slots), ...variablesOf(extras)])
    return [this.iterations, ...(this.#rate instanceof ScheduledRate ? [] : [this.#rate]), ...kept]
  }

  /**
   * Chooses weights that do not decay, instead of those chosen before.
   *
   * @throws ArgumentError once the optimizer keeps state for weights
   */
  excludeFromWeightDecay(exclusion: DecayExclusion): void {
    if (this.#states.size > 0) {
      throw new ArgumentError(`${this.name}.excludeFromWeightDecay: call it before the optimizer is built, which fit does`)
    }
    this.#exclusion = exclusion
  }

  /** Makes what is kept per weight, for weights that are new. `apply` does it too. */
  build(variables: readonly Variable[]): void {
    for (const variable of variables) if (!this.#states.has(variable)) this.#states.set(variable, this.#makeState(variable))
  }

  /**
   * Takes one step.
   *
   * @param gradients - one per variable, of its shape
   * @throws ArgumentError or ShapeError when they do not fit
   */
  apply(gradients: readonly Tensor[], variables: readonly Variable[]): void {
    this.#checkGradients(gradients, variables)
    this.build(variables)
    const taken = this.iterations.value
    const cast = gradients.map((gradient, index) => gradient.cast(variables[index]!.dtype))
    if (this.#base.gradientAccumulationSteps === undefined) this.#step(cast, variables, taken)
    else this.#accumulate(cast, variables, taken, this.#base.gradientAccumulationSteps)
    if (this.#base.useEma) this.#average(variables, this.#updatesIn(taken))
    for (const variable of variables) {
      const constraint = constraintOf(variable)
      if (constraint) variable.assign(constraint.apply(variable.value))
    }
    this.iterations.assign(taken.add(1))
  }

  /**
   * Gives weights their final values: their averages, where `useEma` keeps them. `fit` does it at its end.
   *
   * @throws ArgumentError when there is no average of a weight
   */
  finalizeVariables(variables: readonly Variable[]): void {
    if (!this.#base.useEma) return
    for (const variable of variables) {
      const average = this.#states.get(variable)?.extras.average
      if (!average) {
        throw new ArgumentError(
          `${this.name}.finalizeVariables: there is no average of ${variable.path}; pass weights that the optimizer was built for`,
        )
      }
      variable.assign(average.value)
    }
  }

  /** The running average of a weight, where `useEma` keeps one. */
  averageOf(variable: Variable): Variable | undefined {
    return this.#states.get(variable)?.extras.average
  }

  /** What `fromConfig` makes an equal optimizer from, state aside. */
  getConfig(): ClassConfig['config'] {
    const given = Object.keys(optimizerOptionNames) as (keyof OptimizerOptions)[]
    const rows = given.filter((name) => this.#base[name] !== undefined).map((name) => [name, this.#base[name]] as const)
    return { ...Object.fromEntries(rows), learningRate: rateConfig(this.#base.learningRate) }
  }

  /** An optimizer from `getConfig`. Override it where the constructor takes anything but one record of options. */
  static fromConfig(config: ClassConfig['config']): Optimizer {
    const optimizer: unknown = Reflect.construct(this, [config])
    return optimizer as Optimizer
  }

  /** The next value of a weight, and of what is kept for it. */
  protected abstract update(weight: WeightUpdate<Slot>): WeightStep<Slot>

  /** How often the weights were updated in so many steps. */
  #updatesIn(steps: Tensor): Tensor {
    const { gradientAccumulationSteps } = this.#base
    return gradientAccumulationSteps === undefined ? steps : steps.floorDiv(gradientAccumulationSteps)
  }

  /** Adds gradients up, and in every `count`th step takes their mean for a step of the weights. */
  #accumulate(gradients: readonly Tensor[], variables: readonly Variable[], taken: Tensor, count: number): void {
    const isUpdate = taken.add(1).mod(count).equal(0)
    const accumulators = variables.map((variable) => this.#states.get(variable)!.extras.gradientAccumulator!)
    const sums = gradients.map((gradient, index) => gradient.add(accumulators[index]!.value))
    const means = sums.map((sum) => sum.div(count))
    this.#step(means, variables, taken, isUpdate)
    accumulators.forEach((accumulator, index) => accumulator.assign(where(isUpdate, 0, sums[index]!)))
  }

  /** Clips, decays and updates. Where `isUpdate` is false nothing changes: both outcomes are computed, one is kept. */
  #step(gradients: readonly Tensor[], variables: readonly Variable[], taken: Tensor, isUpdate?: Tensor): void {
    const keep = (variable: Variable, next: Tensor): void =>
      variable.assign(isUpdate ? where(isUpdate, next, variable.value) : next)
    const clipped = clipGradients(gradients, this.#clipping)
    const rate = this.#rate.value
    const step = this.#updatesIn(taken).add(1)
    variables.forEach((variable, index) => {
      const { dtype } = variable
      const { slots } = this.#states.get(variable)!
      const learningRate = rate.cast(dtype)
      const next = this.update({
        value: this.#decayed(variable, learningRate),
        gradient: clipped[index]!,
        learningRate,
        step: step.cast(dtype),
        slots: mapSlots(slots, ({ value }) => value),
      })
      keep(variable, next.value)
      for (const [name, value] of Object.entries<Tensor | undefined>(next.slots ?? {}))
        if (value) keep(slots[name as Slot], value)
    })
  }

  #decayed(variable: Variable, learningRate: Tensor): Tensor {
    const { weightDecay } = this.#base
    if (weightDecay === undefined || this.#isExcluded(variable)) return variable.value
    return variable.value.sub(variable.value.mul(weightDecay).mul(learningRate))
  }

  #isExcluded(variable: Variable): boolean {
    const { variables = [], names = [] } = this.#exclusion
    const ownName = variable.path.slice(variable.path.lastIndexOf('/') + 1)
    return variables.includes(variable) || names.some((name) => ownName.includes(name))
  }

  /** Keeps running averages; every now and then weights become theirs. `updates`: of the weights, before this step. */
  #average(variables: readonly Variable[], updates: Tensor): void {
    const { emaMomentum = 0.99, emaOverwriteFrequency } = this.#base
    const isOverwrite = emaOverwriteFrequency === undefined ? undefined : updates.add(1).mod(emaOverwriteFrequency).equal(0)
    for (const variable of variables) {
      const average = this.#states.get(variable)!.extras.average!
      // The first average is the weight itself.
      const momentum = updates.notEqual(0).cast(variable.dtype).mul(emaMomentum)
      const next = average.value.mul(momentum).add(variable.value.mul(momentum.neg().add(1)))
      average.assign(next)
      if (isOverwrite) variable.assign(where(isOverwrite, next, variable.value))
    }
  }

  #makeState(variable: Variable): WeightState<Slot> {
    const make = (name: string, { initial = 0, shape = (weight) => weight }: SlotOptions = {}): Variable => {
      const type = { shape: shape(variable.shape), dtype: variable.dtype }
      const path = `${this.name}/${variable.path}/${name}`
      return new Variable(() => full(type.shape, initial, type.dtype), { ...type, path, trainable: false })
    }
    const { useEma, gradientAccumulationSteps } = this.#base
    return {
      slots: mapSlots(this.#slotOptions as Slots<Slot, SlotOptions>, (options, name) => make(name, options)),
      extras: {
        ...(useEma && { average: make('average') }),
        ...(gradientAccumulationSteps !== undefined && { gradientAccumulator: make('gradientAccumulator') }),
      },
    }
  }

  #checkGradients(gradients: readonly Tensor[], variables: readonly Variable[]): void {
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

const variablesOf = (slots: Partial<Slots<string, Variable>>): Variable[] =>
  Object.values(slots).filter((variable) => variable !== undefined)

const mapSlots = <Name extends string, A, B>(slots: Slots<Name, A>, fn: (value: A, name: Name) => B): Slots<Name, B> =>
  Object.fromEntries((Object.keys(slots) as Name[]).map((name) => [name, fn(slots[name], name)])) as Record<Name, B>

/** @throws ArgumentError when an option of the base is out of range */
function checkBase(call: string, options: BaseOptions): void {
  const { weightDecay, useEma, emaMomentum, emaOverwriteFrequency, gradientAccumulationSteps } = options
  if (weightDecay !== undefined) checkNumber(call, 'weightDecay', weightDecay)
  if (useEma !== undefined) checkFlag(call, 'useEma', useEma)
  if (emaMomentum !== undefined) checkShare(call, 'emaMomentum', emaMomentum)
  if (emaOverwriteFrequency !== undefined) checkCount(call, 'emaOverwriteFrequency', emaOverwriteFrequency)
  if (gradientAccumulationSteps !== undefined) checkCount(call, 'gradientAccumulationSteps', gradientAccumulationSteps, 2)
}
