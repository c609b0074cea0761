/** The identity matrix. */
import { type DType, eye, formatShape, type Shape, ShapeError, type Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { checkNumber } from '../options/check-number.ts'
import { Initializer } from './initializer.ts'

/** Options of `Identity`. */
export interface IdentityOptions {
  /** What stands on the diagonal. Default 1. */
  readonly gain?: number
}

/**
 * `gain` on the main diagonal, 0 elsewhere.
 *
 * @throws ShapeError when the weight is no matrix
 */
export class IdentityInitializer extends Initializer {
  static override readonly className: string = 'Identity'
  readonly #gain: number

  constructor(options: IdentityOptions = {}) {
    super()
    const { gain = 1 } = checkOptions('Identity', options, { gain: true })
    this.#gain = checkNumber('Identity', 'gain', gain)
  }

  protected override compute(shape: Shape, dtype: DType): Tensor {
    const [rows, columns] = shape
    if (shape.length !== 2) {
      throw new ShapeError(`Identity: expected the shape of a matrix, got ${formatShape(shape)}; use it for kernels of two axes`)
    }
    const matrix = eye(rows!, columns!, dtype)
    return this.#gain === 1 ? matrix : matrix.mul(this.#gain)
  }

  override getConfig(): Record<string, unknown> {
    return { gain: this.#gain }
  }
}
