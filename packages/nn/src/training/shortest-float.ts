/** Writes float32 as people do. */

/** The shortest decimal that is this float32: 0.99 instead of 0.9900000095367432. */
export function shortestFloat(value: number): number {
  const decimals = [6, 7, 8].map((digits) => Number(value.toPrecision(digits)))
  return decimals.find((decimal) => Math.fround(decimal) === value) ?? value
}
