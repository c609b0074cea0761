/** Data as the user passes them, turned into tensors whose first axis counts samples, and checked. */
import {
  type Backend,
  BackendError,
  DataError,
  formatShape,
  ShapeError,
  tensor,
  Tensor,
  type TensorData,
  toTensor,
} from '@neurite/core'
import type { BatchShape } from '../layers/layer.ts'
import { fitTargets, targetShape } from '../losses/fit-targets.ts'
import type { Loss } from '../losses/loss.ts'
import { fitsSampleShape, formatSample } from './format-shape.ts'

/** Data for a model: a tensor, nested arrays or a typed array, samples first. */
export type Data = Tensor | TensorData

/** A stretch of the rows of a data set. */
export interface RowRange {
  readonly start: number
  readonly count: number
}

/** Inputs with their targets, and the rows of both to use. */
export interface Samples {
  readonly x: Tensor
  readonly y: Tensor
  readonly rows: RowRange
}

/** A typed array holds no shape: where the model's is known, it is taken. */
function withSampleShape(call: string, data: ArrayBufferView & { readonly length: number }, shape: readonly number[]): Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1)
  if (data.length % size !== 0) {
    throw new ShapeError(
      `${call}: x has ${data.length} elements, which is no multiple of the ${size} of one sample of shape ${formatShape(shape)}`,
    )
  }
  return tensor(data as TensorData, { shape: [data.length / size, ...shape] })
}

const isFixed = (shape: BatchShape | undefined): shape is readonly number[] =>
  shape !== undefined && shape.every((extent) => extent !== null)

/** @throws DataError when there is no sample; ShapeError when there is no axis that counts them */
function checkNotEmpty(call: string, name: string, data: Tensor): void {
  if (data.rank === 0) throw new ShapeError(`${call}: ${name} is a scalar; its first axis must count the samples`)
  if (data.size === 0)
    throw new DataError(`${call}: ${name} is empty, shape ${formatShape(data.shape)}; pass at least one sample`)
}

function checkSampleShape(call: string, x: Tensor, expected: BatchShape | undefined): void {
  if (!expected || fitsSampleShape(x.shape.slice(1), expected)) return
  throw new ShapeError(
    `${call}: the model takes inputs of shape ${formatSample(expected)}, got x of shape ${formatShape(x.shape)}; reshape x, or change the inputShape of the first layer`,
  )
}

/** @throws BackendError when the data live elsewhere than the model */
function checkBackend(call: string, name: string, data: Tensor, backend: Backend): void {
  if (!data.backend || data.backend === backend) return
  throw new BackendError(
    `${call}: ${name} lives on the ${data.backend.name} backend, the model on ${backend.name}; move it with ${name}.to(backend), or compile the model with that backend`,
  )
}

/** Who takes the data: what the model's user calls it, what one sample looks like, and where it runs. */
export interface DataContext {
  readonly call: string
  readonly sampleShape: BatchShape | undefined
  readonly backend: Backend
}

/** Inputs as a tensor. `name` is what errors call them. */
export function toInputs(data: Data, { call, sampleShape, backend }: DataContext, name = 'x'): Tensor {
  const isTyped = ArrayBuffer.isView(data) && !(data instanceof DataView) && isFixed(sampleShape) && sampleShape.length > 0
  const x = isTyped ? withSampleShape(call, data, sampleShape) : toTensor(`${call}: ${name}`, data)
  checkNotEmpty(call, name, x)
  checkSampleShape(call, x, sampleShape)
  checkBackend(call, name, x, backend)
  return x
}

/** Inputs and targets as tensors of equally many samples. */
export function toSamples(xData: Data, yData: Data, context: DataContext): Samples {
  const { call, backend } = context
  const x = toInputs(xData, context)
  const y = toTensor(`${call}: y`, yData)
  checkNotEmpty(call, 'y', y)
  const [inputs, targets] = [x.shape[0]!, y.shape[0]!]
  if (inputs !== targets) throw new DataError(`${call}: x has ${inputs} samples, y has ${targets}; pass one target per sample`)
  checkBackend(call, 'y', y, backend)
  return { x, y, rows: { start: 0, count: inputs } }
}

/** @throws ShapeError when targets of this shape do not go with what the model puts out */
export function checkTargets(call: string, y: Tensor, outputShape: BatchShape, { name, targets }: Loss): void {
  const shape = [null, ...y.shape.slice(1)]
  if (fitTargets(targets, shape, outputShape)) return
  const wanted = formatSample(targetShape(targets, outputShape).slice(1))
  throw new ShapeError(
    `${call}: ${name} needs y of shape ${wanted} for the model's outputs of shape ${formatSample(outputShape.slice(1))}, got ${formatShape(y.shape)}`,
  )
}
