/** Functions that few modules import from JavaScript. */
import { erf } from '../erf.ts'
import { hostCallIn } from '../host-call.ts'
import { binary, type HostRow, procedure, unary } from '../host.ts'

/** IEEE 754: 1 to any power is 1, and so is -1 to an infinite one; `Math.pow` gives NaN there. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1
  return base ** exponent
}

/** Remainder with the sign of the divisor; a zero has it too. */
function mod(a: number, b: number): number {
  const rest = a % b
  if (rest === 0) return b < 0 ? -0 : 0
  return rest < 0 === b < 0 ? rest : rest + b
}

/** The table. */
export const hostFunctions = {
  log1p: unary(Math.log1p),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  tan: unary(Math.tan),
  asin: unary(Math.asin),
  acos: unary(Math.acos),
  atan: unary(Math.atan),
  sinh: unary(Math.sinh),
  cosh: unary(Math.cosh),
  asinh: unary(Math.asinh),
  acosh: unary(Math.acosh),
  atanh: unary(Math.atanh),
  erf: unary(erf),
  pow: binary(power),
  mod: binary(mod),
  atan2: binary(Math.atan2),
  /** (number of the call, address of the table of addresses). */
  hostCall: procedure(2, hostCallIn),
} as const satisfies Record<string, HostRow>
