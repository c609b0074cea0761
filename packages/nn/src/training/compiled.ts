/** What a model is trained with: `compile`'s options, resolved. */
import type { Backend } from '@neurite/core'
import { getOptimizer } from '../optimizers/get-optimizer.ts'
import type { Optimizer } from '../optimizers/optimizer.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkInteger } from './check-numbers.ts'
import { type Head, isByName, type LossChoice, makeHeads, type MetricChoices, type NamedMetric, type PerOutput } from './heads.ts'

/** Options of `compile`. */
export interface CompileModelOptions {
  /** By name, with its defaults, or as an object. */
  readonly optimizer: Parameters<typeof getOptimizer>[1]
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
}

const optionNames: OptionNames<CompileModelOptions> = {
  optimizer: true,
  loss: true,
  lossWeights: true,
  metrics: true,
  weightedMetrics: true,
  stepsPerExecution: true,
  backend: true,
}

/** What a model is trained with. */
export class Compiled {
  readonly optimizer: Optimizer
  readonly stepsPerExecution: number
  readonly backend: Backend | undefined
  /** What the user passed, to be written down with the model. */
  readonly options: CompileModelOptions
  private readonly call: string
  private known: readonly Head[]
  private isBound = false

  /**
   * @param call - what errors begin with
   * @param outputs - names of the model's outputs, where they are known
   * @throws ArgumentError when an option is unknown, or something is called what is not known
   */
  constructor(call: string, options: CompileModelOptions, outputs: readonly string[] | undefined) {
    const { optimizer, stepsPerExecution = 1, backend } = checkOptions(call, options, optionNames)
    this.call = call
    this.options = options
    this.optimizer = getOptimizer(call, optimizer)
    this.stepsPerExecution = checkInteger(call, 'stepsPerExecution', stepsPerExecution)
    this.backend = backend
    this.known = this.makeHeads(outputs ?? guessOutputs(options))
    this.isBound = outputs !== undefined
  }

  /** The outputs with their losses and metrics. */
  get heads(): readonly Head[] {
    return this.known
  }

  /** All metrics, in the order of logs. */
  get metrics(): readonly NamedMetric[] {
    return [...this.known.flatMap(({ metrics }) => metrics), ...this.known.flatMap(({ weightedMetrics }) => weightedMetrics)]
  }

  /** Says what the outputs are called, as soon as that is known. What was guessed rightly stays. */
  bind(outputs: readonly string[]): readonly Head[] {
    const isRight =
      outputs.length === this.known.length &&
      (outputs.length === 1 || outputs.every((name, index) => name === this.known[index]!.name))
    if (!this.isBound && !isRight) this.known = this.makeHeads(outputs)
    this.isBound = true
    return this.known
  }

  private makeHeads(outputs: readonly string[]): readonly Head[] {
    const { loss, lossWeights, metrics = [], weightedMetrics = [] } = this.options
    return makeHeads(this.call, { loss, lossWeights, metrics, weightedMetrics }, outputs)
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
