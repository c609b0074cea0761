/** Where data enter a functional model. */
import { ArgumentError, type DType, dtypes, formatShape, suggest } from '@neurite/core'
import type { BatchShape } from '../layers/batch-shape.ts'
import { checkName, uniqueName } from '../layers/layer-name.ts'
import { checkOptions } from '../options/check-options.ts'
import { describeValue } from '../options/describe-value.ts'
import { symbolicOperations } from './symbolic-operations.ts'
import { nextNodeId, SymbolicTensor } from './symbolic-tensor.ts'

/** Options of `input`. */
export interface InputOptions {
  /** Shape of one sample, without the batch axis; null where it may differ from call to call. */
  readonly shape: BatchShape
  /** What the data come in; floats are cast to it. Default float32. */
  readonly dtype?: DType | undefined
  /** What data by name call it. Default `input`, `input_1`, ... */
  readonly name?: string | undefined
}

function checkShape(shape: unknown): BatchShape {
  const isExtent = (extent: unknown): boolean => extent === null || (Number.isInteger(extent) && (extent as number) > 0)
  if (Array.isArray(shape) && shape.every(isExtent)) return [...(shape as BatchShape)]
  const got = Array.isArray(shape) ? formatShape(shape as BatchShape) : describeValue(shape)
  throw new ArgumentError(
    `input: shape must hold a positive integer or null per axis, without the batch axis, got ${got}; write input({ shape: [784] })`,
  )
}

/**
 * A symbolic tensor to apply layers to: Keras's `Input`.
 *
 * @throws ArgumentError when the shape or dtype is none
 * @example
 * ```ts
 * const image = input({ shape: [28, 28], name: 'image' })
 * const label = new Dense(10, { activation: 'softmax' }).apply(new Flatten().apply(image))
 * const model = new Model({ inputs: image, outputs: label })
 * ```
 */
export function input(options: InputOptions): SymbolicTensor {
  const { shape, dtype = 'float32', name } = checkOptions('input', options, { shape: true, dtype: true, name: true })
  if (!dtypes.includes(dtype))
    throw new ArgumentError(`input: unknown dtype "${String(dtype)}"; ${suggest(String(dtype), dtypes)}`)
  const checked = checkShape(shape)
  const ownName = name === undefined ? uniqueName('Input') : checkName('input', name)
  return new SymbolicTensor([null, ...checked], {
    kind: 'input',
    id: nextNodeId(),
    name: ownName,
    dtype,
    operations: symbolicOperations,
  })
}
