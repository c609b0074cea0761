/** What one step does unless a model says otherwise: forward, loss, gradients, optimizer, metrics. All of it is traced. */
import { ArgumentError, flattenNest, type Tensor, type TensorNest, variableGrads } from '@neurite/core'
import { collectLosses, weightLosses } from '../layers/collect-losses.ts'
import { maskOf } from '../layers/mask.ts'
import type { Compiled } from './compiled.ts'
import type { StepResults } from './epoch-record.ts'
import { type Head, joinNames } from './heads.ts'
import { type Batch, targetLeaves, type TargetNest } from './samples.ts'
import type { Trainable } from './trainable.ts'

/** What a loss is computed from. */
export interface LossInputs<In = TensorNest, Out = TensorNest, Targets = TargetNest> extends Batch<In, Targets> {
  /** What the model put out for `x`. */
  readonly yPred: Out
  /** What layers added while `yPred` was computed: what `collectLosses` caught. Default nothing. */
  readonly losses?: readonly Tensor[]
}

/** The predictions, targets and weights of one output. */
interface HeadBatch {
  readonly head: Head
  readonly yPred: Tensor
  readonly y: Tensor
  readonly sampleWeight: Tensor | undefined
}

/** The outputs that have targets. */
function headBatches(heads: readonly Head[], { y, yPred, sampleWeight }: LossInputs): readonly HeadBatch[] {
  const [targets, weights] = [targetLeaves(y), targetLeaves(sampleWeight)]
  const predictions = flattenNest(yPred).leaves as readonly Tensor[]
  return heads.flatMap((head, index) => {
    const target = targets[index]
    return target ? [{ head, yPred: predictions[index]!, y: target, sampleWeight: weights[index] }] : []
  })
}

function lossOf({ head, yPred, y, sampleWeight }: HeadBatch): Tensor | undefined {
  const value = head.loss?.compute(y, yPred, { sampleWeight, mask: maskOf(yPred) })
  return value && (value.rank > 0 ? value.mean() : value)
}

/** The losses of the outputs, each times its weight, and what layers and weights add. */
export function computeLoss(model: Trainable, { heads }: Compiled, inputs: LossInputs): Tensor {
  const own = headBatches(heads, inputs).flatMap((batch) => {
    const loss = lossOf(batch)
    return loss ? [batch.head.weight === 1 ? loss : loss.mul(batch.head.weight)] : []
  })
  const terms = [...own, ...(inputs.losses ?? []), ...weightLosses(model)]
  const [first, ...rest] = terms
  if (first) return rest.reduce((sum, term) => sum.add(term), first)
  throw new ArgumentError(
    `${model.path}: there is nothing to train on: the model has no loss with targets, and no layer adds one; compile it with a loss`,
  )
}

/** Takes a batch into account in all metrics. */
export function updateMetrics({ heads }: Compiled, inputs: LossInputs): void {
  for (const { head, yPred, y, sampleWeight } of headBatches(heads, inputs)) {
    for (const { metric } of head.metrics) metric.update(y, yPred)
    for (const { metric } of head.weightedMetrics) metric.update(y, yPred, sampleWeight)
  }
}

/** The losses of several outputs by name, before their weights; nothing for one output. */
function lossesByOutput({ heads }: Compiled, inputs: LossInputs): Readonly<Record<string, Tensor>> {
  const batches = headBatches(heads, inputs).filter(({ head }) => head.loss)
  if (batches.length < 2) return {}
  return Object.fromEntries(batches.map((batch) => [joinNames(batch.head.name, 'loss'), lossOf(batch)!]))
}

/** One step of training. */
export function trainStep(model: Trainable, compiled: Compiled, batch: Batch): StepResults {
  const weights = model.trainableWeights
  let yPred: TensorNest = batch.x
  const { value, grads } = variableGrads(() => {
    const { result, losses } = collectLosses(() => model.apply(batch.x, { training: true }))
    yPred = result
    return model.computeLoss({ ...batch, yPred, losses })
  }, weights)
  compiled.optimizer.apply(grads, weights)
  model.updateMetrics({ ...batch, yPred })
  return { loss: value, ...lossesByOutput(compiled, { ...batch, yPred }) }
}

/** One step of measuring. */
export function testStep(model: Trainable, compiled: Compiled, batch: Batch): StepResults {
  const { result: yPred, losses } = collectLosses(() => model.apply(batch.x))
  const loss = model.computeLoss({ ...batch, yPred, losses })
  model.updateMetrics({ ...batch, yPred })
  return { loss, ...lossesByOutput(compiled, { ...batch, yPred }) }
}
