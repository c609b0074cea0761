/** The base of all metrics: what is measured over an epoch, exactly, however it is cut into batches. */
import { allocateHost, type DType, type Shape, sizeOf, type Tensor, tensor, Variable, zeros } from '@neurite/core'
import type { OptionNames } from '../options/check-options.ts'
import { type ClassConfig, classNameOf } from '../options/class-config.ts'

/** Options that every metric has. */
export interface MetricOptions {
  /** Its key in logs and in the history. Default: its identifier. */
  readonly name?: string
}

/** Rows of `MetricOptions`, to spread into a metric's own. */
export const metricOptionNames: OptionNames<MetricOptions> = { name: true }

/**
 * A measure that accumulates over batches.
 *
 * A new metric keeps what it accumulates in Variables, made with `addState`, and computes in plain tensor code: `fit` compiles
 * `update` into the training step.
 *
 * @example
 * ```ts
 * const accuracy = new SparseCategoricalAccuracy()
 * accuracy.update(labels, model.apply(x))
 * console.log(await accuracy.result().item())
 * ```
 */
export abstract class Metric {
  /** Name of the class in configurations; state it, so that it survives minification. Default: the class's own. */
  static readonly className: string | undefined = undefined

  /** Name of the class, as configurations hold it. */
  readonly className: string
  /** Its key in logs and in the history. */
  readonly name: string
  readonly #state: Variable[] = []

  constructor(name: string) {
    this.className = classNameOf(new.target)
    this.name = name
  }

  /** What `update` changes. Metrics that learn a shape from their first batch have none before it. */
  get variables(): readonly Variable[] {
    return this.#state
  }

  /** Makes a variable, zero at the start and after `reset`. */
  protected addState(name: string, shape: Shape = [], dtype: DType = 'float32'): Variable {
    // Data of the host: nothing has to be compiled to make it.
    const initial = tensor(allocateHost(dtype, sizeOf(shape)), { shape, dtype })
    const variable = new Variable(initial, { path: `${this.name}/${name}`, trainable: false })
    this.#state.push(variable)
    return variable
  }

  /**
   * Takes a batch into account.
   *
   * @param sampleWeight - how much each sample, or each of its values, counts. Default: all alike
   */
  abstract update(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): void

  /**
   * The value over everything since the last `reset`.
   *
   * @shape -> []; where there is a value per threshold or class, [values]
   */
  abstract result(): Tensor

  /** Forgets everything. */
  reset(): void {
    for (const variable of this.variables) variable.assign(zeros(variable.shape, variable.dtype))
  }

  /** What `fromConfig` makes an equal metric from, state aside. */
  getConfig(): ClassConfig['config'] {
    return { name: this.name }
  }

  /** A metric from `getConfig`. Override it where the constructor takes anything but one record of options. */
  static fromConfig(config: ClassConfig['config']): Metric {
    const metric: unknown = Reflect.construct(this, [config])
    return metric as Metric
  }
}
