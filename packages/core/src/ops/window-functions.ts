/** Window functions of signal processing: what a stretch of samples is multiplied with. */
import type { DType } from '../dtype/dtype.ts'
import type { Tensor } from '../tensor/tensor.ts'
import { checkCount } from './check-choice.ts'
import { fromNumbers } from './sequences.ts'

/** A window from a function of the place, 0 at the start and 1 at the end. */
function windowOf(call: string, length: number, dtype: DType, at: (place: number) => number): Tensor {
  checkCount(call, 'length', length, 0)
  const numbers = Array.from({ length }, (_, i) => (length === 1 ? 1 : at(i / (length - 1))))
  return fromNumbers(numbers, dtype)
}

/** Sums of cosines of whole multiples of the place. */
const cosines =
  (...weights: readonly number[]) =>
  (place: number): number =>
    weights.reduce((sum, weight, k) => sum + weight * Math.cos(2 * Math.PI * k * place), 0)

/** A triangle that is 0 at both ends. @shape -> [length] */
export const bartlett = (length: number, dtype: DType = 'float32'): Tensor =>
  windowOf('bartlett', length, dtype, (place) => 1 - Math.abs(2 * place - 1))

/** 0.42 - 0.5 cos + 0.08 cos of the double angle. @shape -> [length] */
export const blackman = (length: number, dtype: DType = 'float32'): Tensor =>
  windowOf('blackman', length, dtype, cosines(0.42, -0.5, 0.08))

/** 0.54 - 0.46 cos. @shape -> [length] */
export const hamming = (length: number, dtype: DType = 'float32'): Tensor =>
  windowOf('hamming', length, dtype, cosines(0.54, -0.46))

/** 0.5 - 0.5 cos. @shape -> [length] */
export const hanning = (length: number, dtype: DType = 'float32'): Tensor =>
  windowOf('hanning', length, dtype, cosines(0.5, -0.5))

/** The modified Bessel function of order 0, from its power series. */
function besselI0(x: number): number {
  let [term, sum] = [1, 1]
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2
    sum += term
  }
  return sum
}

/** Bessel functions of the place; a greater `beta` makes the window narrower. @shape -> [length] @source Kaiser & Kuo 1966 */
export const kaiser = (length: number, beta: number, dtype: DType = 'float32'): Tensor =>
  windowOf('kaiser', length, dtype, (place) => besselI0(beta * Math.sqrt(1 - (2 * place - 1) ** 2)) / besselI0(beta))
