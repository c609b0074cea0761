/** Weights of classes as weights of samples. */
import { ArgumentError, tensor, type Tensor } from '@neurite/core'
import type { BatchShape } from '../layers/batch-shape.ts'
import { describeValue } from '../options/describe-value.ts'

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
