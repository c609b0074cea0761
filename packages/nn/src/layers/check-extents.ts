/** What layers say about inputs of the wrong rank or with the wrong number of channels. */
import { formatShape, ShapeError } from '@neurite/core'
import type { BatchShape } from './batch-shape.ts'

/** @throws ShapeError unless the input has the axes of the layout, such as `[batch, steps, channels]` */
export function checkLayout(path: string, shape: BatchShape, axes: readonly string[]): void {
  if (shape.length === axes.length) return
  const fix = shape.length < axes.length ? 'add the missing axes with expandDims or a Reshape layer' : 'flatten or reshape it'
  throw new ShapeError(`${path}: expected an input of shape [${axes.join(', ')}], got shape ${formatShape(shape)}; ${fix}`)
}

/**
 * Checks an axis along which a layer has weights.
 *
 * @param axis - counted from the front
 * @param expected - the extent that the weights were made for, once they are
 * @param input - what the input is called, where there are several
 * @throws ShapeError when the extent is open or 0 before, or another one after
 */
export function checkExtent(path: string, shape: BatchShape, axis: number, expected: number | undefined, input?: string): void {
  const extent = shape[axis]
  const which = `${axis === shape.length - 1 ? 'the last axis' : `axis ${axis}`}${input ? ` of the ${input}` : ''}`
  if (expected === undefined) {
    if (extent) return
    throw new ShapeError(
      `${path}: expected ${which} to have a fixed, positive size, got shape ${formatShape(shape)}; set inputShape`,
    )
  }
  if (extent === expected || extent === null) return
  throw new ShapeError(
    `${path}: expected ${which} to be ${expected}, got shape ${formatShape(shape)}; pass inputs like those that the layer was built for`,
  )
}
