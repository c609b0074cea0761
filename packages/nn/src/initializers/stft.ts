/** Kernels of convolutions that compute a short-time Fourier transform. */
import { ArgumentError, type DType, formatShape, type Shape, ShapeError, suggest, type Tensor, tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { describeValue } from '../options/describe-value.ts'
import { checkFloat, Initializer } from './initializer.ts'

/** Coefficients of cosines of 0, 1, 2 ... turns over the window. */
const cosineWindows = {
  boxcar: [1],
  hann: [0.5, 0.5],
  hamming: [0.54, 0.46],
  blackman: [0.42, 0.5, 0.08],
} satisfies Readonly<Record<string, readonly number[]>>

const sides = { real: Math.cos, imaginary: Math.sin }

const scalings = {
  /** The length of the window as a vector. */
  density: (window: readonly number[]): number => Math.sqrt(window.reduce((sum, x) => sum + x * x, 0)),
  spectrum: (window: readonly number[]): number => window.reduce((sum, x) => sum + Math.abs(x), 0),
}

/** Options of `STFT`. */
export interface STFTOptions {
  /** The part of the complex result. Default real. */
  readonly side?: keyof typeof sides
  /** By name, one number per sample of a frame, or null for none. Default hann. */
  readonly window?: keyof typeof cosineWindows | readonly number[] | null
  /** What the kernel is divided by; null for nothing. Default density. */
  readonly scaling?: keyof typeof scalings | null
  /** Whether the window is a period of a longer one; else it is symmetric. Default false. */
  readonly periodic?: boolean
}

function checkName<Name extends string>(option: string, name: Name, table: Readonly<Record<Name, unknown>>): Name {
  if (typeof name === 'string' && Object.hasOwn(table, name)) return name
  const got =
    typeof name === 'string' ? `unknown ${option} "${String(name)}"` : `${option} must be a name, got ${describeValue(name)}`
  throw new ArgumentError(`STFT: ${got}; ${suggest(String(name), Object.keys(table))}`)
}

function cosineWindow(name: keyof typeof cosineWindows, length: number, periodic: boolean): readonly number[] {
  const turns = Math.max(1, periodic ? length : length - 1)
  const coefficients: readonly number[] = cosineWindows[name]
  const at = (sample: number): number =>
    coefficients.reduce((sum, c, k) => sum + (k % 2 === 0 ? c : -c) * Math.cos((2 * Math.PI * k * sample) / turns), 0)
  return Array.from({ length }, (_, sample) => (length === 1 ? 1 : at(sample)))
}

/**
 * The kernel [frame length, 1, bands] of a one-dimensional convolution that computes one side of the short-time Fourier transform:
 * `window(t) cos(-2 pi t k / n)`, or the sine, where n is twice the number of bands without the first.
 *
 * @throws ArgumentError when an option is wrong; ShapeError when the kernel has not three axes, or the window another length
 */
export class STFT extends Initializer {
  static override readonly className: string = 'STFT'
  readonly #options: Required<STFTOptions>

  constructor(options: STFTOptions = {}) {
    super()
    const names = { side: true, window: true, scaling: true, periodic: true } as const
    const { side = 'real', window = 'hann', scaling = 'density', periodic = false } = checkOptions('STFT', options, names)
    checkName('side', side, sides)
    if (scaling !== null) checkName('scaling', scaling, scalings)
    if (window !== null && !Array.isArray(window)) checkName('window', window as keyof typeof cosineWindows, cosineWindows)
    this.#options = { side, window, scaling, periodic }
  }

  protected override compute(shape: Shape, dtype: DType): Tensor {
    checkFloat('STFT', dtype)
    const [length, channels, bands] = shape
    if (shape.length !== 3 || channels !== 1) {
      throw new ShapeError(`STFT: expected a kernel of shape [frame length, 1, bands], got ${formatShape(shape)}`)
    }
    const { side, scaling } = this.#options
    const window = this.#windowOf(length!)
    const scale = window && scaling ? scalings[scaling](window) : 1
    const elements = Float64Array.from({ length: length! * bands! }, (_, index) => {
      const [time, band] = [Math.floor(index / bands!), index % bands!]
      // Without bands beside the constant one there is no frequency: 0 / 0 in the definition.
      const angle = bands === 1 ? 0 : (-2 * Math.PI * time * band) / (2 * (bands! - 1))
      return (sides[side](angle) * (window?.[time] ?? 1)) / scale
    })
    return tensor(elements, { shape, dtype })
  }

  #windowOf(length: number): readonly number[] | undefined {
    const { window, periodic } = this.#options
    if (window === null) return undefined
    if (typeof window === 'string') return cosineWindow(window, length, periodic)
    if (window.length === length) return window
    throw new ShapeError(`STFT: expected a window of ${length} numbers, as long as the kernel, got ${window.length}`)
  }

  override getConfig(): Record<string, unknown> {
    return { ...this.#options }
  }
}
