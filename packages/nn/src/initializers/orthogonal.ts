/** Random orthogonal matrices. */
import { type DType, formatShape, type Shape, ShapeError, sizeOf, type Tensor, tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { hashSeed } from '../random/seed.ts'
import { checkNumber } from '../options/check-number.ts'
import { checkFloat } from './initializer.ts'
import { type RandomInitializerOptions, SeededInitializer } from './seeded-initializer.ts'

/** Options of `Orthogonal`. */
export interface OrthogonalOptions extends RandomInitializerOptions {
  /** Length of the vectors. Default 1. */
  readonly gain?: number
}

/** Normal numbers on the host. @source Box & Muller 1958 */
function hostNormal(seed: number, first: number, count: number): Float64Array {
  // 0 is left out, so that the logarithm is finite.
  const uniform = (index: number): number => (hashSeed(seed, index) + 0.5) / 2 ** 32
  return Float64Array.from({ length: count }, (_, index) => {
    const place = 2 * (first + index)
    return Math.sqrt(-2 * Math.log(uniform(place))) * Math.cos(2 * Math.PI * uniform(place + 1))
  })
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

/** Takes what lies along unit vectors out of a vector. */
function reject(vector: Float64Array, directions: readonly Float64Array[]): void {
  for (const direction of directions) {
    const along = dot(vector, direction)
    for (let i = 0; i < vector.length; i++) vector[i]! -= along * direction[i]!
  }
}

/** Below this share of its length, what remains of a vector is mostly rounding errors, which a second pass removes. */
const unsafeShare = 0.1

/**
 * `count` random vectors of this length, at right angles to each other and of length 1: the Q of a QR decomposition whose R has a
 * positive diagonal, so that every orthogonal matrix is equally likely.
 */
function orthonormal(seed: number, count: number, length: number): readonly Float64Array[] {
  const vectors: Float64Array[] = []
  for (let index = 0; index < count; index++) {
    const vector = hostNormal(seed, index * length, length)
    const before = dot(vector, vector)
    reject(vector, vectors)
    if (dot(vector, vector) < before * unsafeShare ** 2) reject(vector, vectors)
    const norm = Math.sqrt(dot(vector, vector))
    vectors.push(vector.map((x) => x / norm))
  }
  return vectors
}

/**
 * A random matrix with orthonormal columns, or rows where there are fewer of them, times `gain`. A weight of more axes counts as a
 * matrix whose columns are its last axis. Computed on the host, in double precision.
 *
 * @throws ShapeError when the weight has fewer than two axes
 * @source Saxe et al. 2014, section 3.1
 */
export class Orthogonal extends SeededInitializer {
  static override readonly className: string = 'Orthogonal'
  readonly #gain: number

  constructor(options: OrthogonalOptions = {}) {
    const { gain = 1 } = checkOptions('Orthogonal', options, { gain: true, seed: true })
    super('Orthogonal', options)
    this.#gain = checkNumber('Orthogonal', 'gain', gain)
  }

  protected override compute(shape: Shape, dtype: DType): Tensor {
    checkFloat('Orthogonal', dtype)
    if (shape.length < 2) {
      throw new ShapeError(`Orthogonal: expected at least two axes, got shape ${formatShape(shape)}; use it for kernels`)
    }
    const columns = shape.at(-1)!
    const rows = sizeOf(shape.slice(0, -1))
    const areColumns = columns <= rows
    const vectors = orthonormal(this.seed, Math.min(rows, columns), Math.max(rows, columns))
    const elements = new Float64Array(rows * columns)
    vectors.forEach((vector, which) =>
      vector.forEach((x, place) => {
        const [row, column] = areColumns ? [place, which] : [which, place]
        elements[row * columns + column] = this.#gain * x
      }),
    )
    return tensor(elements, { shape, dtype })
  }

  override getConfig(): Record<string, unknown> {
    return { gain: this.#gain, ...super.getConfig() }
  }
}
