/** Weights of classes as weights of samples. Loaded by the first training that has some. */
import { ArgumentError, tensor, type Tensor } from '@neurite/core'
import type { BatchShape } from '../layers/batch-shape.ts'
import { describeValue } from '../options/describe-value.ts'
import type { DataChecker } from './checked-data.ts'
import type { StepBody } from './epoch.ts'
import { targetLeaves } from './samples.ts'
import type { Trainable } from './trainable.ts'

/** A weight per class; classes that are not named weigh 1. */
export type ClassWeight = Readonly<Record<number, number>>

function checkEntries(call: string, classWeight: ClassWeight): readonly (readonly [label: number, weight: number])[] {
  if (typeof classWeight !== 'object' || classWeight === null || Array.isArray(classWeight)) {
    throw new ArgumentError(`${call}: classWeight must be a record such as { 0: 1, 1: 2.5 }, got ${describeValue(classWeight)}`)
  }
  return Object.entries(classWeight).map(([key, weight]) => {
    const label = Number(key)
    if (!Number.isInteger(label) || label < 0 || typeof weight !== 'number' || !(weight >= 0)) {
      throw new ArgumentError(
        `${call}: classWeight must hold a weight of at least 0 per class number, got ${key}: ${describeValue(weight)}`,
      )
    }
    return [label, weight]
  })
}

/**
 * A function from targets to the weights of the samples: traced.
 *
 * @param outputShape - of the model's only output, batch axis included
 * @throws ArgumentError when a weight is none, or names a class that the output does not have
 */
export function classWeighting(call: string, classWeight: ClassWeight, outputShape: BatchShape): (y: Tensor) => Tensor {
  const entries = checkEntries(call, classWeight)
  const units = outputShape.at(-1) ?? 1
  const classes = Math.max(2, units)
  const unknown = entries.find(([label]) => label >= classes)
  if (unknown) throw new ArgumentError(`${call}: classWeight names class ${unknown[0]}, the model has ${classes} classes`)
  const weights = new Float32Array(classes).fill(1)
  for (const [label, weight] of entries) weights[label] = weight
  const table = tensor(weights)
  return (y) => {
    const isOneHot = units > 1 && y.rank === outputShape.length && y.shape.at(-1) === units
    if (isOneHot) return table.take(y.argMax(-1))
    const labels = y.rank > 1 && y.shape.at(-1) === 1 ? y.squeeze(-1) : y
    return table.take(labels.cast('int32'))
  }
}

/** A step of training that weighs its samples by their classes. @throws ArgumentError where there is more to weigh than one output */
export const weightedStep =
  (call: string, model: Trainable, checker: DataChecker, classWeight: ClassWeight): StepBody =>
  (batch) => {
    const { shapes } = checker.outputsFor(batch.x)
    const [y, ...others] = targetLeaves(batch.y)
    if (shapes.length > 1 || others.length > 0 || !y) {
      throw new ArgumentError(`${call}: classWeight needs a model with one output and its targets; pass sampleWeight per output`)
    }
    if (batch.sampleWeight)
      throw new ArgumentError(`${call}: got classWeight, and batches with weights; multiply them into the weights`)
    const weigh = classWeighting(call, classWeight, shapes[0]!)
    return model.trainStep({ ...batch, sampleWeight: weigh(y) })
  }
