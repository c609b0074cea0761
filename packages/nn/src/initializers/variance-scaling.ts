/** Random weights whose variance keeps signals at one scale from layer to layer. */
import { ArgumentError, type DType, randomNormal, randomUniform, type Shape, suggest, type Tensor } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { truncatedNormal } from '../random/truncated-normal.ts'
import type { Fans } from './fans.ts'
import { checkNumber } from '../options/check-number.ts'
import { RandomInitializer, type RandomInitializerOptions } from './random-initializer.ts'

/** What the variance is divided by. */
const divisors = {
  fanIn: ({ fanIn }: Fans) => fanIn,
  fanOut: ({ fanOut }: Fans) => fanOut,
  fanAvg: ({ fanIn, fanOut }: Fans) => (fanIn + fanOut) / 2,
}

/** Standard deviation of a standard normal distribution cut at two standard deviations. */
const truncatedDeviation = 0.8796256610342398

type Sample = (key: Tensor, shape: Shape, variance: number, dtype: DType) => Tensor

const samples = {
  truncatedNormal: (key, shape, variance, dtype) =>
    truncatedNormal(key, shape, { standardDeviation: Math.sqrt(variance) / truncatedDeviation, dtype }),
  untruncatedNormal: (key, shape, variance, dtype) => randomNormal(key, shape, { standardDeviation: Math.sqrt(variance), dtype }),
  uniform: (key, shape, variance, dtype) => {
    const limit = Math.sqrt(3 * variance)
    return randomUniform(key, shape, { low: -limit, high: limit, dtype })
  },
} satisfies Record<string, Sample>

/** How `VarianceScaling` scales and draws. */
export interface Scaling {
  /** Default 1. */
  readonly scale?: number
  /** What the variance is divided by. Default fanIn. */
  readonly mode?: keyof typeof divisors
  /** Default truncatedNormal. */
  readonly distribution?: keyof typeof samples
}

/** Options of `VarianceScaling`. */
export interface VarianceScalingOptions extends Scaling, RandomInitializerOptions {}

function checkChoice<Name extends string>(
  call: string,
  option: string,
  name: Name,
  table: Readonly<Record<Name, unknown>>,
): Name {
  if (Object.hasOwn(table, name)) return name
  throw new ArgumentError(`${call}: unknown ${option} "${String(name)}"; ${suggest(String(name), Object.keys(table))}`)
}

/** Draws with variance `scale / fans`, whatever the class that asks. */
export abstract class ScaledInitializer extends RandomInitializer {
  /** Scale, fans and distribution, with their defaults filled in. */
  protected readonly scaling: Required<Scaling>

  constructor(call: string, scaling: Required<Scaling>, options: RandomInitializerOptions) {
    super(call, options)
    this.scaling = scaling
  }

  protected override sample(key: Tensor, shape: Shape, dtype: DType, fans: Fans): Tensor {
    const { scale, mode, distribution } = this.scaling
    return samples[distribution](key, shape, scale / Math.max(1, divisors[mode](fans)), dtype)
  }
}

/** A fixed scaling: the classes of `glorot.ts`, `he.ts` and `lecun.ts`. */
export abstract class NamedScaling extends ScaledInitializer {
  constructor(call: string, scaling: Required<Scaling>, options: RandomInitializerOptions) {
    super(call, scaling, checkOptions(call, options, { seed: true }))
  }
}

/**
 * Random weights of variance `scale / n`, where n is the fan in, the fan out or their mean.
 *
 * @throws ArgumentError when the scale is not positive, or the mode or distribution is unknown
 * @source He et al. 2015, section 2.2; Glorot & Bengio 2010, eq. 16
 */
export class VarianceScaling extends ScaledInitializer {
  static override readonly className: string = 'VarianceScaling'

  constructor(options: VarianceScalingOptions = {}) {
    const call = 'VarianceScaling'
    const names = { scale: true, mode: true, distribution: true, seed: true } as const
    const { scale = 1, mode = 'fanIn', distribution = 'truncatedNormal' } = checkOptions(call, options, names)
    if (checkNumber(call, 'scale', scale) <= 0) throw new ArgumentError(`${call}: scale must be positive, got ${scale}`)
    checkChoice(call, 'mode', mode, divisors)
    checkChoice(call, 'distribution', distribution, samples)
    super(call, { scale, mode, distribution }, options)
  }

  override getConfig(): Record<string, unknown> {
    return { ...this.scaling, ...super.getConfig() }
  }
}
