/** Makes spatial axes longer by whole factors. */
import { ArgumentError, concat, stack, staticValue, type Tensor } from '@neurite/core'
import { checkOptions, type OptionNames } from '../../options/check-options.ts'
import { checkChoice } from '../../options/check-values.ts'
import { describeValue } from '../../options/describe-value.ts'
import type { SpatialRank } from '../convolution/spatial.ts'
import { type AnyLayer, type LayerConfig, layerOptionNames, type LayerOptions } from '../layer.ts'
import { ResizingLayer } from './resizing-layer.ts'

function checkFactors(call: string, size: number | readonly number[], count: number): readonly number[] {
  const factors = typeof size === 'number' ? Array.from({ length: count }, () => size) : size
  if (Array.isArray(factors) && factors.length === count && factors.every((n) => Number.isSafeInteger(n) && n > 0)) return factors
  const got = Array.isArray(size) ? JSON.stringify(size) : typeof size === 'number' ? size : describeValue(size)
  const expected = count === 1 ? 'a positive integer' : `a positive integer, or ${count} of them`
  throw new ArgumentError(`${call}: size must be ${expected}, got ${got}; write new ${call}(2)`)
}

/** Every element `factor` times in a row. */
function repeatAlong(x: Tensor, axis: number, factor: number): Tensor {
  const { shape } = x
  const apart = [...shape.slice(0, axis + 1), factor, ...shape.slice(axis + 1)]
  return x
    .expandDims(axis + 1)
    .broadcastTo(apart)
    .reshape(shape.map((extent, a) => (a === axis ? extent * factor : extent)))
}

/** Each element's neighbour before it (`step` -1) or after it (1); at the end of the axis the element itself. */
function neighbours(x: Tensor, axis: number, step: -1 | 1): Tensor {
  const extent = x.shape[axis]!
  const part = (start: number, limit: number): Tensor =>
    x.slice(
      x.shape.map((_, a) => (a === axis ? start : 0)),
      { limits: x.shape.map((size, a) => (a === axis ? limit : size)) },
    )
  return step === -1 ? concat([part(0, 1), part(0, extent - 1)], axis) : concat([part(1, extent), part(extent - 1, extent)], axis)
}

/** On the straight line between the nearest two elements; places are the centres of cells. */
function interpolateAlong(x: Tensor, axis: number, factor: number): Tensor {
  if (factor === 1) return x
  const [before, after] = [neighbours(x, axis, -1), neighbours(x, axis, 1)]
  const phases = Array.from({ length: factor }, (_, phase) => {
    const offset = (phase + 0.5) / factor - 0.5
    const share = staticValue(Math.abs(offset))
    return x.add((offset < 0 ? before : after).sub(x).mul(share))
  })
  return stack(phases, axis + 1).reshape(x.shape.map((extent, a) => (a === axis ? extent * factor : extent)))
}

/** Ways to fill in the new cells. */
const interpolations = { nearest: repeatAlong, bilinear: interpolateAlong }

/** How `UpSampling2D` fills in the new cells. */
export type Interpolation = keyof typeof interpolations

/** Up-sampling along one to three axes. */
abstract class UpSampling extends ResizingLayer {
  readonly #size: readonly number[]
  /** How what lies between the inputs is made. */
  protected readonly interpolation: Interpolation = 'nearest'

  constructor(call: string, spatialRank: SpatialRank, size: number | readonly number[], options: LayerOptions) {
    const factors = checkFactors(call, size, spatialRank)
    super(spatialRank, options)
    this.#size = factors
  }

  protected override resize(extent: number, axis: number): number {
    return extent * this.#size[axis]!
  }

  protected override call(x: Tensor): Tensor {
    const lengthen = interpolations[this.interpolation]
    return this.#size.reduce((y, factor, axis) => lengthen(y, axis + 1, factor), x)
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), size: this.spatialRank === 1 ? this.#size[0] : this.#size }
  }

  static override fromConfig({ size, ...options }: LayerConfig): AnyLayer {
    const layer: unknown = Reflect.construct(this, [size, options])
    return layer as AnyLayer
  }
}

/**
 * Repeats each step of sequences.
 *
 * @shape x [batch, steps, channels] -> [batch, steps * size, channels]
 * @param size - how many times. Default 2
 * @throws ArgumentError when the size is no positive integer
 */
export class UpSampling1D extends UpSampling {
  static override readonly className: string = 'UpSampling1D'

  constructor(size = 2, options: LayerOptions = {}) {
    super('UpSampling1D', 1, size, checkOptions('UpSampling1D', options, layerOptionNames))
  }
}

/** Options of `UpSampling2D`. */
export interface UpSampling2DOptions extends LayerOptions {
  /** nearest repeats cells, bilinear goes straight from centre to centre. Default nearest. */
  readonly interpolation?: Interpolation
}

const optionNames: OptionNames<UpSampling2DOptions> = { ...layerOptionNames, interpolation: true }

/**
 * Makes images larger.
 *
 * @shape x [batch, height, width, channels] -> [batch, height * size, width * size, channels]
 * @param size - by what factor, or [height, width]. Default 2
 * @throws ArgumentError when a size is no positive integer or the interpolation is unknown
 */
export class UpSampling2D extends UpSampling {
  static override readonly className: string = 'UpSampling2D'

  protected override readonly interpolation: Interpolation

  constructor(size: number | readonly [number, number] = 2, options: UpSampling2DOptions = {}) {
    super('UpSampling2D', 2, size, checkOptions('UpSampling2D', options, optionNames))
    const { interpolation = 'nearest' } = options
    this.interpolation = checkChoice('UpSampling2D', 'interpolation', interpolation, ['nearest', 'bilinear'])
  }

  override getConfig(): LayerConfig {
    return { ...super.getConfig(), interpolation: this.interpolation }
  }
}

/**
 * Repeats each cell of volumes.
 *
 * @shape x [batch, depth, height, width, channels] -> [batch, depth * size, height * size, width * size, channels]
 * @param size - how many times, or once for each of the three axes. Default 2
 * @throws ArgumentError when a size is no positive integer
 */
export class UpSampling3D extends UpSampling {
  static override readonly className: string = 'UpSampling3D'

  constructor(size: number | readonly [number, number, number] = 2, options: LayerOptions = {}) {
    super('UpSampling3D', 3, size, checkOptions('UpSampling3D', options, layerOptionNames))
  }
}
