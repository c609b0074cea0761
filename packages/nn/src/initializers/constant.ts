/** One value everywhere. */
import { type DType, full, type Shape, type Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { checkNumber } from '../options/check-number.ts'
import { Initializer } from './initializer.ts'

/** Options of `Constant`. */
export interface ConstantOptions {
  /** Default 0. */
  readonly value?: number
}

/** All weights `value`. */
export class Constant extends Initializer {
  static override readonly className: string = 'Constant'
  readonly #value: number

  constructor(options: ConstantOptions = {}) {
    super()
    const { value = 0 } = checkOptions('Constant', options, { value: true })
    this.#value = checkNumber('Constant', 'value', value)
  }

  protected override compute(shape: Shape, dtype: DType): Tensor {
    return full(shape, this.#value, dtype)
  }

  override getConfig(): Record<string, unknown> {
    return { value: this.#value }
  }
}
