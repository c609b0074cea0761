/** Keeps gradients from being too great. */
import { ArgumentError, full, promote, type Tensor, where } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'

/** How gradients are clipped: at most one of these. */
export interface Clipping {
  /** Greatest length of the gradient of each weight. */
  readonly clipnorm?: number | undefined
  /** Greatest absolute value of each element of a gradient. */
  readonly clipvalue?: number | undefined
  /** Greatest length of all gradients together. */
  readonly globalClipnorm?: number | undefined
}

type Clip = (gradients: readonly Tensor[], limit: number) => readonly Tensor[]

const clipByNorm = (gradient: Tensor, limit: number): Tensor => {
  const square = gradient.square().sum()
  const isZero = square.equal(0)
  const norm = where(isZero, 0, where(isZero, 1, square).sqrt())
  return gradient.mul(limit).div(norm.maximum(limit))
}

function clipByGlobalNorm(gradients: readonly Tensor[], limit: number): readonly Tensor[] {
  const squares = gradients.map((gradient) => gradient.square().sum())
  const dtype = squares.map((square) => square.dtype).reduce(promote)
  const norm = squares
    .map((square) => square.cast(dtype))
    .reduce((a, b) => a.add(b))
    .sqrt()
  // An infinite norm makes all gradients NaN instead of 0, so that it does not go unnoticed.
  const scale = full([], limit, dtype).div(norm.maximum(limit)).add(norm.sub(norm))
  return gradients.map((gradient) => gradient.mul(scale.cast(gradient.dtype)))
}

const clips: Readonly<Record<keyof Clipping, Clip>> = {
  clipnorm: (gradients, limit) => gradients.map((gradient) => clipByNorm(gradient, limit)),
  clipvalue: (gradients, limit) => gradients.map((gradient) => gradient.clip(-limit, limit)),
  globalClipnorm: clipByGlobalNorm,
}

const names = Object.keys(clips) as (keyof Clipping)[]

/** The clipping among an optimizer's options. @throws ArgumentError when there are several, or a limit is not positive */
export function checkClipping(call: string, options: Clipping): Clipping {
  const given = names.filter((name) => options[name] !== undefined)
  if (given.length > 1) throw new ArgumentError(`${call}: got ${given.join(' and ')}; give one of them`)
  return Object.fromEntries(given.map((name) => [name, checkNumber(call, name, options[name]!, { above: 0 })]))
}

/** The gradients, clipped. */
export function clipGradients(gradients: readonly Tensor[], clipping: Clipping): readonly Tensor[] {
  const name = names.find((candidate) => clipping[candidate] !== undefined)
  return name ? clips[name](gradients, clipping[name]!) : gradients
}
