/** A penalty on vectors that are not at right angles to each other. */
import { ArgumentError, eye, formatShape, ShapeError, suggest, type Tensor } from '@neurite/core'
import { checkNumber } from '../options/check-number.ts'
import { checkOptions } from '../options/check-options.ts'
import { Regularizer } from './regularizer.ts'

const modes = ['rows', 'columns'] as const

/** Options of `OrthogonalRegularizer`. */
export interface OrthogonalRegularizerOptions {
  /** At least 0. Default 0.01. */
  readonly factor?: number
  /** Which vectors of the matrix should be orthogonal. Default rows. */
  readonly mode?: (typeof modes)[number]
}

/** Below this squared length, vectors count as this long: a zero vector stays zero instead of becoming NaN. */
const leastSquare = 1e-12

/**
 * `factor` times the mean magnitude of the cosine between each two rows (or columns) of a matrix. A matrix of one vector adds 0.
 *
 * @shape x [rows, columns] -> []
 * @throws ShapeError when x is no matrix; ArgumentError when an option is wrong
 */
export class OrthogonalRegularizer extends Regularizer {
  static override readonly className: string = 'OrthogonalRegularizer'
  readonly #factor: number
  readonly #mode: (typeof modes)[number]

  constructor(options: OrthogonalRegularizerOptions = {}) {
    super()
    const call = 'OrthogonalRegularizer'
    const { factor = 0.01, mode = 'rows' } = checkOptions(call, options, { factor: true, mode: true })
    if (!modes.includes(mode)) throw new ArgumentError(`${call}: unknown mode "${String(mode)}"; ${suggest(String(mode), modes)}`)
    this.#factor = checkNumber(call, 'factor', factor, { least: 0 })
    this.#mode = mode
  }

  override apply(x: Tensor): Tensor {
    if (x.rank !== 2) {
      throw new ShapeError(
        `OrthogonalRegularizer: expected a matrix, got shape ${formatShape(x.shape)}; use it for kernels of two axes only`,
      )
    }
    const vectors = this.#mode === 'rows' ? x : x.transpose()
    const count = vectors.shape[0]!
    const unit = vectors.mul(vectors.square().sum(1, { keepDims: true }).maximum(leastSquare).rsqrt())
    const cosines = unit.matmul(unit.transpose()).mul(eye(count, count, x.dtype).neg().add(1))
    // Every pair stands in the product twice.
    return cosines
      .abs()
      .sum()
      .mul(this.#factor / Math.max(1, count * (count - 1)))
  }

  override getConfig(): Record<string, unknown> {
    return { factor: this.#factor, mode: this.#mode }
  }
}
