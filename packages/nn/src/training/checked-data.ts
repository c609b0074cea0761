/** Data for a model, once everything about them is known to fit. */
import { type Backend, flattenNest, type Tensor, type TensorNest } from '@neurite/core'
import type { BatchSource, SourceBatch } from './batch-source.ts'
import { checkLabels } from './check-labels.ts'
import type { Compiled } from './compiled.ts'
import type { Head } from './heads.ts'
import {
  type Batch,
  checkTargets,
  type DataContext,
  type Samples,
  targetLeaves,
  type TargetNest,
  toInputs,
  toSampleWeights,
  toTargets,
} from './samples.ts'
import { type DataNest, namesOf } from './structure.ts'
import type { OutputSpec, Trainable } from './trainable.ts'

/** Data as the user passed them. */
export interface GivenData {
  readonly x: DataNest
  readonly y?: DataNest | undefined
  readonly sampleWeight?: DataNest | undefined
}

/** Data of a pass: samples, or batches that come. */
export type PassData = Samples | { readonly source: BatchSource; readonly checker: DataChecker }

/** Who takes the data, and on which backend. */
export interface ModelContext {
  readonly call: string
  readonly backend: Backend
}

/** Whether labels that are no class are to be looked for: a loss may leave some of them out. */
const hasClasses = ({ loss }: Head): boolean =>
  loss?.targets === 'labels' && !('ignoreClass' in loss && loss.ignoreClass !== undefined)

async function checkAllLabels(
  context: ModelContext,
  y: TargetNest,
  heads: readonly Head[],
  { shapes }: OutputSpec,
): Promise<void> {
  const targets = targetLeaves(y)
  for (const [index, head] of heads.entries()) {
    const [target, classes] = [targets[index], shapes[index]?.at(-1)]
    if (target && classes && hasClasses(head)) await checkLabels(context.call, target, classes, context.backend)
  }
}

/** Turns data into tensors that fit a model; remembers what the model puts out for inputs of which shapes. */
export class DataChecker {
  readonly #model: Trainable
  readonly #compiled: Compiled
  readonly #context: ModelContext
  readonly #known = new Map<string, OutputSpec>()

  constructor(model: Trainable, compiled: Compiled, context: ModelContext) {
    this.#model = model
    this.#compiled = compiled
    this.#context = context
  }

  /**
   * Tensors from data.
   *
   * @throws ShapeError, DTypeError or DataError, before anything is changed
   */
  async check({ x, y, sampleWeight }: GivenData, call = this.#context.call): Promise<Samples> {
    const [model, compiled] = [this.#model, this.#compiled]
    const context: DataContext = { ...this.#context, call, inputs: model.inputSpec }
    const inputs = toInputs(x, context)
    const outputs = this.outputsFor(inputs.x)
    const heads = compiled.bind(namesOf(outputs.structure))
    const arrangement = { structure: outputs.structure, count: inputs.count }
    const targets = toTargets(context, 'y', y, arrangement)
    const weights = toSampleWeights(context, sampleWeight, arrangement)
    checkTargets(call, targets, outputs.shapes, heads)
    await checkAllLabels({ ...this.#context, call }, targets, heads, outputs)
    return { x: inputs.x, y: targets, sampleWeight: weights, rows: { start: 0, count: inputs.count } }
  }

  /** Tensors from one batch of a source. */
  async batch([x, y, sampleWeight]: SourceBatch): Promise<Batch> {
    const { rows: _, ...batch } = await this.check({ x, y, sampleWeight })
    return batch
  }

  /** What the model puts out for inputs of these shapes, whatever their number of samples. */
  outputsFor(x: TensorNest): OutputSpec {
    const { leaves, structure } = flattenNest(x)
    const key = `${structure}|${(leaves as readonly Tensor[]).map(({ shape, dtype }) => `${dtype}[${shape.slice(1).join()}]`).join()}`
    const known = this.#known.get(key)
    if (known) return known
    const outputs = this.#model.outputSpec(x)
    this.#known.set(key, outputs)
    return outputs
  }
}
