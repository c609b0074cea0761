/** Arithmetic of integers modulo 2^32; storing into a narrower dtype keeps its low bits. */

/** `base ** exponent` with wrap-around; a negative exponent gives the quotient truncated towards zero, and 0 for base 0. */
export function integerPower(base: number, exponent: number): number {
  if (exponent < 0) return reciprocalPower(base, exponent)
  let power = 1
  let square = base
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = Math.imul(power, square)
    square = Math.imul(square, square)
  }
  return power
}

function reciprocalPower(base: number, exponent: number): number {
  if (base === 1) return 1
  if (base === -1) return exponent % 2 === 0 ? 1 : -1
  return 0
}

/** Quotient truncated towards zero; 0 for a divisor of 0. */
export const integerQuotient = (a: number, b: number): number => (b === 0 ? 0 : Math.trunc(a / b))

/** Remainder with the sign of the divisor; 0 for a divisor of 0. */
export const integerRemainder = (a: number, b: number): number => (b === 0 ? 0 : floorRemainder(a, b))

/** Remainder with the sign of the divisor, zeros included; NaN for a divisor of 0. As Python: -5 mod Infinity is Infinity. */
export function floorRemainder(a: number, b: number): number {
  const remainder = a % b
  if (remainder === 0) return b < 0 ? -0 : 0
  return remainder < 0 === b < 0 ? remainder : remainder + b
}
