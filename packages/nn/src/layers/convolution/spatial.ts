/** What layers with windows over one to three spatial axes share: names of axes, one number per axis, extents of outputs. */
import { ArgumentError, formatShape, type PerAxis, ShapeError } from '@neurite/core'
import { describeValue } from '../../options/describe-value.ts'
import { checkLayout } from '../check-extents.ts'
import type { BatchShape } from '../layer.ts'

/** How many spatial axes a layer has. */
export type SpatialRank = 1 | 2 | 3

/** Where the channels are: behind the spatial axes. */
export type DataFormat = 'channelsLast'

const spatialNames: Readonly<Record<SpatialRank, readonly string[]>> = {
  1: ['steps'],
  2: ['height', 'width'],
  3: ['depth', 'height', 'width'],
}

/** Names of the axes of an input. */
export const layoutOf = (rank: SpatialRank): readonly string[] => ['batch', ...spatialNames[rank], 'channels']

/** @throws ArgumentError unless it is an integer of at least `least`, or a list of one per spatial axis */
export function checkPerAxis(call: string, option: string, value: PerAxis, rank: SpatialRank, least = 1): readonly number[] {
  const list = typeof value === 'number' ? Array.from({ length: rank }, () => value) : value
  if (Array.isArray(list) && list.length === rank && list.every((n) => Number.isSafeInteger(n) && n >= least)) return list
  const kind = least === 1 ? 'a positive integer' : `an integer of at least ${least}`
  const several = rank === 1 ? 'a list of one' : `a list of ${rank} of them`
  const got = Array.isArray(value) || typeof value === 'number' ? JSON.stringify(value) : describeValue(value)
  throw new ArgumentError(`${call}: ${option} must be ${kind} or ${several}, got ${got}`)
}

/** @throws ArgumentError when channels are to stand in front of the spatial axes, or anywhere else but last */
export function checkDataFormat(call: string, format: string): void {
  if (format === 'channelsLast') return
  if (format === 'channelsFirst' || format === 'channels_first') {
    throw new ArgumentError(
      `${call}: dataFormat "channelsFirst" is not supported; put the channels last, for example with x.transpose([0, 2, 3, 1])`,
    )
  }
  throw new ArgumentError(`${call}: dataFormat must be "channelsLast", got ${describeValue(format)}`)
}

/** A window that moves along the spatial axes, one entry per axis. */
export interface MovingWindow {
  readonly size: readonly number[]
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  readonly padding: 'valid' | 'same' | 'causal'
}

const reach = ({ size, dilations }: MovingWindow, axis: number): number => (size[axis]! - 1) * dilations[axis]! + 1

/** How many positions the window has along each spatial axis; null along open ones. */
export const positionsOf = (shape: BatchShape, window: MovingWindow): BatchShape =>
  shape.slice(1, -1).map((extent, axis) => {
    if (extent === null) return null
    const span = window.padding === 'valid' ? extent - reach(window, axis) + 1 : extent
    return Math.ceil(span / window.strides[axis]!)
  })

/**
 * Checks that an input has the axes of the layer and room for its window.
 *
 * @throws ShapeError when it does not
 */
export function checkSpatialInput(path: string, shape: BatchShape, rank: SpatialRank, window: MovingWindow, what: string): void {
  checkLayout(path, shape, layoutOf(rank))
  const axis = positionsOf(shape, window).findIndex((count) => count !== null && count < 1)
  if (axis < 0) return
  const needed = window.padding === 'valid' ? reach(window, axis) : 1
  throw new ShapeError(
    `${path}: expected the ${spatialNames[rank][axis]} to be at least ${needed}, so that the ${what} fits, got shape ${formatShape(shape)}; use a smaller one or padding "same"`,
  )
}
