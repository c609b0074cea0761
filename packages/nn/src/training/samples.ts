/** Data as the user passes them, turned into tensors whose first axis counts samples, and checked. */
import {
  type Backend,
  BackendError,
  DataError,
  flattenNest,
  formatShape,
  mapNest,
  type NestOf,
  ShapeError,
  tensor,
  Tensor,
  type TensorData,
  type TensorNest,
  toTensor,
} from '@neurite/core'
import type { BatchShape } from '../layers/batch-shape.ts'
import { fitTargets, targetShape } from '../losses/fit-targets.ts'
import { fitsSampleShape, formatSample } from './format-shape.ts'
import type { Head } from './heads.ts'
import { arrange, type Data, type DataNest, Item, namesOf, type Structure, structureOf } from './structure.ts'

export type { DataNest } from './structure.ts'

/** A stretch of the rows of a data set. */
export interface RowRange {
  readonly start: number
  readonly count: number
}

/** Tensors in the arrangement of a model's outputs; undefined for an output that needs none. */
export type TargetNest = NestOf<Tensor | undefined>

/** Inputs with their targets and weights, in the arrangements of the model. */
export interface Batch<In = TensorNest, Targets = TargetNest> {
  /** Inputs of the model. */
  readonly x: In
  /** What its outputs should be; undefined where the model has losses of its own only. */
  readonly y: Targets | undefined
  /** How much each sample counts, one tensor per output; undefined where all count 1. */
  readonly sampleWeight: TargetNest | undefined
}

/** A data set, and the rows of it to use. */
export interface Samples extends Batch {
  readonly rows: RowRange
}

/** What a model takes. */
export interface InputSpec {
  /** The arrangement of the inputs; undefined where it is not known. */
  readonly structure: Structure | undefined
  /** Shape of one sample of each input in order, where it is known. */
  readonly sampleShapes: readonly (BatchShape | undefined)[]
}

/** Who takes the data: what the model's user calls it, what one sample looks like, and where it runs. */
export interface DataContext {
  readonly call: string
  readonly inputs: InputSpec
  readonly backend: Backend
}

/** A typed array holds no shape: where the model's is known, it is taken. */
function withSampleShape(
  call: string,
  name: string,
  data: ArrayBufferView & { readonly length: number },
  shape: readonly number[],
): Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1)
  if (data.length % size !== 0) {
    throw new ShapeError(
      `${call}: ${name} has ${data.length} elements, which is no multiple of the ${size} of one sample of shape ${formatShape(shape)}`,
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

function checkSampleShape(call: string, name: string, x: Tensor, expected: BatchShape | undefined): void {
  if (!expected || fitsSampleShape(x.shape.slice(1), expected)) return
  throw new ShapeError(
    `${call}: the model takes inputs of shape ${formatSample(expected)}, got ${name} of shape ${formatShape(x.shape)}; reshape ${name}, or change the inputShape of the first layer`,
  )
}

/** @throws BackendError when the data live elsewhere than the model */
function checkBackend(call: string, name: string, data: Tensor, backend: Backend): void {
  if (!data.backend || data.backend === backend) return
  throw new BackendError(
    `${call}: ${name} lives on the ${data.backend.name} backend, the model on ${backend.name}; move it with ${name}.to(backend), or compile the model with that backend`,
  )
}

function toInput({ call, backend }: DataContext, name: string, data: Data, sampleShape: BatchShape | undefined): Tensor {
  const isTyped = ArrayBuffer.isView(data) && !(data instanceof DataView) && isFixed(sampleShape) && sampleShape.length > 0
  const x = isTyped ? withSampleShape(call, name, data, sampleShape) : toTensor(`${call}: ${name}`, data)
  checkNotEmpty(call, name, x)
  checkSampleShape(call, name, x, sampleShape)
  checkBackend(call, name, x, backend)
  return x
}

function toTarget({ call, backend }: Pick<DataContext, 'call' | 'backend'>, name: string, data: Data): Tensor {
  const y = toTensor(`${call}: ${name}`, data)
  checkNotEmpty(call, name, y)
  checkBackend(call, name, y, backend)
  return y
}

/** How many samples there are. @throws DataError when items hold different numbers of them */
function countOf(call: string, nest: TensorNest, names: readonly string[]): number {
  const counts = (flattenNest(nest).leaves as readonly Tensor[]).map(({ shape }) => shape[0]!)
  const other = counts.findIndex((count) => count !== counts[0])
  if (other < 0) return counts[0]!
  throw new DataError(
    `${call}: ${names[0]} has ${counts[0]} samples, ${names[other]} has ${counts[other]}; pass as many for every input`,
  )
}

/** Inputs as tensors, in the arrangement of the model. */
export function toInputs(data: DataNest, context: DataContext): { readonly x: TensorNest; readonly count: number } {
  const { call, inputs } = context
  const structure = inputs.structure ?? structureOf(data, 'x')
  const arranged = arrange(call, 'x', data, structure)
  const x = mapNest(arranged, (leaf, index) => {
    const { data: own, name } = leaf as Item
    return toInput(context, name, own, inputs.sampleShapes[index])
  }) as TensorNest
  const names = (flattenNest(arranged).leaves as readonly Item[]).map(({ name }) => name)
  return { x, count: countOf(call, x, names) }
}

/** Targets or sample weights as tensors, in the arrangement of the model's outputs. */
export function toTargets(
  context: Pick<DataContext, 'call' | 'backend'>,
  name: 'y' | 'sampleWeight',
  data: DataNest | undefined,
  { structure, count }: { readonly structure: Structure; readonly count: number },
): TargetNest {
  const { call } = context
  const arranged = arrange(call, name, data, structure, { optional: true })
  const one = name === 'y' ? 'target' : 'weight'
  return mapNest(arranged, (leaf) => {
    if (!(leaf instanceof Item)) return leaf
    const y = toTarget(context, leaf.name, leaf.data)
    if (y.shape[0] !== count) {
      throw new DataError(`${call}: x has ${count} samples, ${leaf.name} has ${y.shape[0]}; pass one ${one} per sample`)
    }
    return y
  }) as TargetNest
}

/** The items of an arrangement of outputs, in order. */
export const targetLeaves = (nest: TargetNest | undefined): readonly (Tensor | undefined)[] =>
  nest === undefined ? [] : (flattenNest(nest).leaves as readonly (Tensor | undefined)[])

/** Sample weights: one for all outputs, or in their arrangement. */
export function toSampleWeights(
  context: Pick<DataContext, 'call' | 'backend'>,
  data: DataNest | undefined,
  outputs: { readonly structure: Structure; readonly count: number },
): TargetNest | undefined {
  if (data === undefined) return undefined
  const { structure, count } = outputs
  const isForAll = namesOf(structure).length > 1 && typeof structureOf(data, '') === 'string'
  if (!isForAll) return toTargets(context, 'sampleWeight', data, outputs)
  const weights = toTargets(context, 'sampleWeight', data, { structure: 'all', count })
  return mapNest(structure, () => weights) as TargetNest
}

/** @throws DataError or ShapeError when an output with a loss or metrics has no targets, or ones of another shape */
export function checkTargets(call: string, y: TargetNest, outputShapes: readonly BatchShape[], heads: readonly Head[]): void {
  const names = flattenNest(y).paths.map((path) => `y${path}`)
  targetLeaves(y).forEach((target, index) => {
    const { loss, metrics, weightedMetrics } = heads[index]!
    if (!target) {
      if (!loss && metrics.length === 0 && weightedMetrics.length === 0) return
      throw new DataError(`${call}: ${names[index]} is missing; pass targets for every output that has a loss or metrics`)
    }
    if (!loss) return
    const outputShape = outputShapes[index]!
    if (fitTargets(loss.targets, [null, ...target.shape.slice(1)], outputShape)) return
    const wanted = formatSample(targetShape(loss.targets, outputShape).slice(1))
    throw new ShapeError(
      `${call}: ${loss.name} needs ${names[index]} of shape ${wanted} for the model's outputs of shape ${formatSample(outputShape.slice(1))}, got ${formatShape(target.shape)}`,
    )
  })
}
