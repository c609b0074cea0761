/** How many cells lie at the two ends of each axis: what cropping takes away and zero padding adds. */
import { ArgumentError } from '@neurite/core'
import { describeValue } from '../../options/describe-value.ts'

/** Cells before and after. */
export type Edge = readonly [number, number]

/** The ends of a sequence: one number for both, or one each. */
export type Edges1D = number | Edge

/** The ends of two axes: one number for all, or for each axis a number or two. */
export type Edges2D = number | readonly [number | Edge, number | Edge]

/** The ends of three axes: one number for all, or for each axis a number or two. */
export type Edges3D = number | readonly [number | Edge, number | Edge, number | Edge]

/** Any of these. */
export type Edges = Edges1D | Edges2D | Edges3D

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

function edgeOf(value: unknown): Edge | undefined {
  if (isCount(value)) return [value, value]
  if (!Array.isArray(value) || value.length !== 2) return undefined
  const [before, after]: unknown[] = value
  return isCount(before) && isCount(after) ? [before, after] : undefined
}

/**
 * The cells at the ends of each axis.
 *
 * @param count - number of axes
 * @throws ArgumentError when they are not whole numbers, or not for so many axes
 */
export function checkEdges(call: string, option: string, edges: Edges, count: number): readonly Edge[] {
  const list: readonly unknown[] = typeof edges === 'number' || count === 1 ? Array.from({ length: count }, () => edges) : edges
  const found = Array.isArray(list) ? list.map(edgeOf).filter((edge) => edge !== undefined) : []
  if (found.length === count && list.length === count) return found
  const got = Array.isArray(edges) ? JSON.stringify(edges) : typeof edges === 'number' ? edges : describeValue(edges)
  const pairs = count === 1 ? 'two' : `${count} of them, or ${count} pairs`
  throw new ArgumentError(`${call}: ${option} must be an integer of at least 0, or ${pairs}, got ${got}; write new ${call}(1)`)
}
