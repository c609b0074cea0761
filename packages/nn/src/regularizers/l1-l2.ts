/** Penalties on the size of weights: the sum of magnitudes, of squares, or both. */
import type { Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions } from '../options/check-options.ts'
import { Regularizer } from './regularizer.ts'

/** Options of `L1`. */
export interface L1Options {
  /** Factor of the sum of magnitudes, at least 0. Default 0.01. */
  readonly l1?: number
}

/** Options of `L2`. */
export interface L2Options {
  /** Factor of the sum of squares, at least 0. Default 0.01. */
  readonly l2?: number
}

/** Options of `L1L2`. */
export interface L1L2Options {
  /** Factor of the sum of magnitudes, at least 0. Default 0. */
  readonly l1?: number
  /** Factor of the sum of squares, at least 0. Default 0. */
  readonly l2?: number
}

const sumOfMagnitudes = (x: Tensor, factor: number): Tensor => x.abs().sum().mul(factor)

const sumOfSquares = (x: Tensor, factor: number): Tensor => x.square().sum().mul(factor)

/**
 * `l1 * sum(abs(x))`: drives weights to 0.
 *
 * @shape x [...] -> []
 * @throws ArgumentError when the factor is negative or not finite
 */
export class L1 extends Regularizer {
  static override readonly className: string = 'L1'
  readonly #l1: number

  constructor(options: L1Options = {}) {
    super()
    const { l1 = 0.01 } = checkOptions('L1', options, { l1: true })
    this.#l1 = checkNumber('L1', 'l1', l1, { least: 0 })
  }

  override apply(x: Tensor): Tensor {
    return sumOfMagnitudes(x, this.#l1)
  }

  override getConfig(): Record<string, unknown> {
    return { l1: this.#l1 }
  }
}

/**
 * `l2 * sum(x^2)`: keeps weights small.
 *
 * @shape x [...] -> []
 * @throws ArgumentError when the factor is negative or not finite
 */
export class L2 extends Regularizer {
  static override readonly className: string = 'L2'
  readonly #l2: number

  constructor(options: L2Options = {}) {
    super()
    const { l2 = 0.01 } = checkOptions('L2', options, { l2: true })
    this.#l2 = checkNumber('L2', 'l2', l2, { least: 0 })
  }

  override apply(x: Tensor): Tensor {
    return sumOfSquares(x, this.#l2)
  }

  override getConfig(): Record<string, unknown> {
    return { l2: this.#l2 }
  }
}

/**
 * `l1 * sum(abs(x)) + l2 * sum(x^2)`. Without options it adds nothing.
 *
 * @shape x [...] -> []
 * @throws ArgumentError when a factor is negative or not finite
 */
export class L1L2 extends Regularizer {
  static override readonly className: string = 'L1L2'
  readonly #l1: number
  readonly #l2: number

  constructor(options: L1L2Options = {}) {
    super()
    const { l1 = 0, l2 = 0 } = checkOptions('L1L2', options, { l1: true, l2: true })
    this.#l1 = checkNumber('L1L2', 'l1', l1, { least: 0 })
    this.#l2 = checkNumber('L1L2', 'l2', l2, { least: 0 })
  }

  override apply(x: Tensor): Tensor {
    // A factor of 0 leaves its term out: 0 * Infinity would be NaN.
    if (this.#l1 === 0) return sumOfSquares(x, this.#l2)
    return this.#l2 === 0 ? sumOfMagnitudes(x, this.#l1) : sumOfMagnitudes(x, this.#l1).add(sumOfSquares(x, this.#l2))
  }

  override getConfig(): Record<string, unknown> {
    return { l1: this.#l1, l2: this.#l2 }
  }
}
