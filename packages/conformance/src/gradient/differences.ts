/** Derivatives by central differences, to compare gradients with. */

/** A power of two, so that stepping changes no number that a narrower float holds. */
const step = 2 ** -9

/**
 * Partial derivatives of a function at a point.
 *
 * @source Fornberg 1988, the difference over five points: its error falls with the fourth power of the step
 */
export function derivativesOf(fn: (point: readonly number[]) => number, point: readonly number[]): number[] {
  return point.map((value, i) => {
    const at = (steps: number): number => fn(point.with(i, value + steps * step))
    return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * step)
  })
}
