/** A metric whose class is loaded when a model is first trained or measured with it: pages carry only the metrics that they use. */
import { ArgumentError, type Tensor, type Variable } from '@neurite/core'
import { type ClassConfig, isClassConfig } from '../options/class-config.ts'
import type { MetricLike } from './everyday-metrics.ts'
import { Metric } from './metric.ts'

/** The name that it will have in logs. */
const nameOf = (like: MetricLike): string => String(isClassConfig(like) ? (like.config['name'] ?? like.className) : like)

/** Stands for a metric until it is there, and afterwards for those who hold it still. */
export class LateMetric extends Metric {
  readonly #caller: string
  readonly #like: MetricLike
  #real: Metric | undefined

  /** @param caller - what errors begin with */
  constructor(caller: string, like: MetricLike) {
    super(nameOf(like))
    this.#caller = caller
    this.#like = like
  }

  /** The metric, made once. */
  make(getMetric: (call: string, like: MetricLike) => Metric): Metric {
    return (this.#real ??= getMetric(this.#caller, this.#like))
  }

  /** None before it is there: nothing was measured yet. */
  override get variables(): readonly Variable[] {
    return this.#real?.variables ?? []
  }

  override update(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void {
    this.#loaded.update(yTrue, yPred, sampleWeight)
  }

  override result(): Tensor {
    return this.#loaded.result()
  }

  override reset(): void {
    this.#real?.reset()
  }

  override getConfig(): ClassConfig['config'] {
    return this.#loaded.getConfig()
  }

  get #loaded(): Metric {
    if (this.#real) return this.#real
    throw new ArgumentError(
      `${this.#caller}: the metric ${this.name} is loaded by the first fit, evaluate, trainOnBatch or testOnBatch; ` +
        'to use it before, compile with an object of its class',
    )
  }
}
