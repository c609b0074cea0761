/** Affine integer expressions of the indices of a kernel's loop axes. */

/** `offset + Σ strides[axis] * index[axis]`; axes behind the last stride have stride 0, and the last stride is not 0. */
export interface Affine {
  /** The value where all indices are 0. */
  readonly offset: number
  /** What each index is multiplied with, outermost loop first. */
  readonly strides: readonly number[]
}

/** Makes equal expressions the same data: no zeros at the end, no negative zeros. */
export function affine(offset: number, strides: readonly number[]): Affine {
  let length = strides.length
  while (length > 0 && strides[length - 1] === 0) length -= 1
  return { offset: offset + 0, strides: strides.slice(0, length).map((stride) => stride + 0) }
}

/** The same number whatever the indices. */
export const constantAffine = (offset: number): Affine => affine(offset, [])

/** The index of one loop axis. */
export const axisAffine = (axis: number): Affine => affine(0, [...new Array<number>(axis).fill(0), 1])

/** `factor * x + summand`. */
export const scaleAffine = ({ offset, strides }: Affine, factor: number, summand = 0): Affine =>
  affine(
    offset * factor + summand,
    strides.map((stride) => stride * factor),
  )

/** The sum of two. */
export function addAffine(a: Affine, b: Affine): Affine {
  const [long, short] = a.strides.length < b.strides.length ? [b.strides, a.strides] : [a.strides, b.strides]
  return affine(
    a.offset + b.offset,
    long.map((stride, axis) => stride + (short[axis] ?? 0)),
  )
}

/** The same number where a loop has become two, the inner of so many indices. */
export const splitAxis = ({ offset, strides }: Affine, axis: number, inner: number): Affine =>
  affine(offset, axis < strides.length ? strides.toSpliced(axis, 1, strides[axis]! * inner, strides[axis]!) : strides)

/** The same number where loop axis `i` has become axis `places[i]`. */
export function renameAxes({ offset, strides }: Affine, places: readonly number[]): Affine {
  const renamed = new Array<number>(Math.max(0, ...places.map((place) => place + 1))).fill(0)
  strides.forEach((stride, axis) => {
    if (stride !== 0) renamed[places[axis]!] = stride
  })
  return affine(offset, renamed)
}

/** Stride along one loop axis. */
export const strideAlong = ({ strides }: Affine, axis: number): number => strides[axis] ?? 0

/** Whether it is the same number whatever the indices. */
export const isConstant = ({ strides }: Affine): boolean => strides.length === 0

/** The greatest value over all indices, for strides that are not negative. */
const greatest = ({ offset, strides }: Affine, extents: readonly number[]): number =>
  strides.reduce((sum, stride, axis) => sum + stride * Math.max(0, extents[axis]! - 1), offset)

/**
 * Quotient and remainder by a positive number, where both are affine: terms that the divisor divides make the quotient, and
 * what is left must stay below it.
 *
 * @returns undefined where they are not affine
 */
export function divideAffine(x: Affine, divisor: number, extents: readonly number[]): readonly [Affine, Affine] | undefined {
  const divides = (stride: number): boolean => stride % divisor === 0
  if (x.offset < 0 || x.strides.some((stride) => stride < 0)) return undefined
  const rest = affine(
    x.offset % divisor,
    x.strides.map((stride) => (divides(stride) ? 0 : stride)),
  )
  if (greatest(rest, extents) >= divisor) return undefined
  const quotient = affine(
    Math.floor(x.offset / divisor),
    x.strides.map((stride) => (divides(stride) ? stride / divisor : 0)),
  )
  return [quotient, rest]
}

/** A loop with part of its indices on one side of a multiple of a divisor, and the number of them that would fit below it. */
export interface Straddling {
  readonly axis: number
  readonly inner: number
}

/** A loop that has to become two before a number can be divided; undefined where none helps. */
export function straddling({ strides }: Affine, divisor: number, extents: readonly number[]): Straddling | undefined {
  const axis = strides.findIndex((stride, loop) => {
    const [inner, extent] = [divisor / stride, extents[loop]!]
    return stride > 0 && inner > 1 && Number.isInteger(inner) && extent > inner && extent % inner === 0
  })
  return axis < 0 ? undefined : { axis, inner: divisor / strides[axis]! }
}
