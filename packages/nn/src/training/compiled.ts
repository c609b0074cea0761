/** What a model is trained with: `compile`'s options, resolved. */
import { ArgumentError, type Backend, type NanCheckSetting } from '@neurite/core'
import { everydayOptimizers, type OptimizerLike } from '../optimizers/everyday-optimizers.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkCount } from '../options/check-values.ts'
import { isClassConfig } from '../options/class-config.ts'
import { isElsewhere, resolveClass } from '../options/class-table.ts'
import {
  areLate,
  everydayMakers,
  type Head,
  isByName,
  type LossChoice,
  makeHeads,
  type Makers,
  type MetricChoices,
  type NamedMetric,
  type PerOutput,
  withLate,
} from './heads.ts'

/** Options of `compile`. */
export interface CompileModelOptions {
  /** By name, with its defaults, or as an object. */
  readonly optimizer: OptimizerLike
  /** One for all outputs, or per output: in an array, or by name; null trains on what layers add to the loss alone. */
  readonly loss: PerOutput<LossChoice>
  /** What the loss of each output is multiplied by. Default 1. */
  readonly lossWeights?: PerOutput<number> | undefined
  /** What is measured beside the loss; with several outputs by name: `{ age: ['mae'] }`. Default nothing. */
  readonly metrics?: MetricChoices | undefined
  /** What is measured with the sample weights. Default nothing. */
  readonly weightedMetrics?: MetricChoices | undefined
  /** Steps that one call of the backend runs. More is faster where steps are short; callbacks hear of the last one only. Default 1. */
  readonly stepsPerExecution?: number | undefined
  /** Where the model runs. Default: where its weights are, else the backend in force at the first use. */
  readonly backend?: Backend | undefined
  /**
   * Whether a step that would make NaN or Infinity is stopped before it changes a weight, with an error that names the operation, the
   * layer and your line. Everything is computed twice: for finding a fault. Default: as `setNanCheck` says.
   */
  readonly nanCheck?: NanCheckSetting | undefined
}

const optionNames: OptionNames<CompileModelOptions> = {
  optimizer: true,
  loss: true,
  lossWeights: true,
  metrics: true,
  weightedMetrics: true,
  stepsPerExecution: true,
  backend: true,
  nanCheck: true,
}

/** What a model is trained with. */
export class Compiled {
  readonly stepsPerExecution: number
  readonly backend: Backend | undefined
  readonly nanCheck: NanCheckSetting | undefined
  /** What the user passed, to be written down with the model. */
  readonly options: CompileModelOptions
  readonly #call: string
  #ownOptimizer: Optimizer | undefined
  #known: readonly Head[]
  #makers: Makers = everydayMakers
  #isBound = false

  /**
   * @param call - what errors begin with
   * @param outputs - names of the model's outputs, where they are known
   * @throws ArgumentError when an option is unknown, or something is called what is not known
   */
  constructor(call: string, options: CompileModelOptions, outputs: readonly string[] | undefined) {
    const { optimizer, stepsPerExecution = 1, backend, nanCheck } = checkOptions(call, options, optionNames)
    this.#call = call
    this.options = options
    this.#ownOptimizer = isElsewhere(optimizer, everydayOptimizers)
      ? undefined
      : resolveClass<Optimizer>(call, optimizer, everydayOptimizers)
    this.stepsPerExecution = checkCount(call, 'stepsPerExecution', stepsPerExecution)
    this.backend = backend
    this.nanCheck = nanCheck
    this.#known = this.#makeHeads(outputs ?? guessOutputs(options))
    this.#isBound = outputs !== undefined
  }

  /** What changes the weights. @throws ArgumentError while its class is to be loaded */
  get optimizer(): Optimizer {
    if (this.#ownOptimizer) return this.#ownOptimizer
    const { optimizer } = this.options
    const name = isClassConfig(optimizer) ? optimizer.className : String(optimizer)
    throw new ArgumentError(
      `${this.#call}: the optimizer ${name} is loaded by the first fit, evaluate, trainOnBatch or testOnBatch; ` +
        'to use it before, compile with an object of its class',
    )
  }

  /** The outputs with their losses and metrics. */
  get heads(): readonly Head[] {
    return this.#known
  }

  /** All metrics, in the order of logs. */
  get metrics(): readonly NamedMetric[] {
    return [...this.#known.flatMap(({ metrics }) => metrics), ...this.#known.flatMap(({ weightedMetrics }) => weightedMetrics)]
  }

  /** Loads the class of the optimizer, where pages do not carry it. */
  async loadOptimizer(): Promise<void> {
    if (this.#ownOptimizer) return
    const { getOptimizer } = await import('../optimizers/get-optimizer.ts')
    this.#ownOptimizer ??= getOptimizer(this.#call, this.options.optimizer)
  }

  /** Loads the classes of optimizer, losses and metrics, where pages do not carry them. */
  async load(): Promise<void> {
    await this.loadOptimizer()
    if (!areLate(this.#known)) return
    const [{ getLoss }, { getMetric }] = await Promise.all([import('../losses/get-loss.ts'), import('../metrics/get-metric.ts')])
    this.#makers = { loss: getLoss, metric: getMetric }
    this.#known = withLate(this.#known, this.#makers)
  }

  /** Says what the outputs are called, as soon as that is known. What was guessed rightly stays. */
  bind(outputs: readonly string[]): readonly Head[] {
    const isRight =
      outputs.length === this.#known.length &&
      (outputs.length === 1 || outputs.every((name, index) => name === this.#known[index]!.name))
    if (!this.#isBound && !isRight) this.#known = this.#makeHeads(outputs)
    this.#isBound = true
    return this.#known
  }

  #makeHeads(outputs: readonly string[]): readonly Head[] {
    const { loss, lossWeights, metrics = [], weightedMetrics = [] } = this.options
    return makeHeads(this.#call, { loss, lossWeights, metrics, weightedMetrics }, outputs, this.#makers)
  }
}

/** What the options tell of the outputs of a model that says nothing of them before it is applied. */
function guessOutputs({ loss, metrics, weightedMetrics }: CompileModelOptions): readonly string[] {
  for (const choice of [loss, metrics, weightedMetrics]) {
    if (isByName(choice)) return Object.keys(choice)
  }
  const list = [loss, metrics, weightedMetrics].find(
    (choice, index) => Array.isArray(choice) && (index === 0 || choice.some((item) => Array.isArray(item))),
  ) as readonly unknown[] | undefined
  return list ? list.map((_, index) => `output${index}`) : ['output']
}
