/** Glorot's initializers: signals and gradients keep their scale through layers that are linear near 0. */
import type { RandomInitializerOptions } from './random-initializer.ts'
import { NamedScaling } from './variance-scaling.ts'

/**
 * Uniform in [-limit, limit), limit = sqrt(6 / (fanIn + fanOut)).
 *
 * @source Glorot & Bengio 2010, eq. 16
 */
export class GlorotUniform extends NamedScaling {
  static override readonly className: string = 'GlorotUniform'

  constructor(options: RandomInitializerOptions = {}) {
    super('GlorotUniform', { scale: 1, mode: 'fanAvg', distribution: 'uniform' }, options)
  }
}

/**
 * Normal with standard deviation sqrt(2 / (fanIn + fanOut)), without what lies beyond two standard deviations of the uncut distribution.
 *
 * @source Glorot & Bengio 2010, eq. 16
 */
export class GlorotNormal extends NamedScaling {
  static override readonly className: string = 'GlorotNormal'

  constructor(options: RandomInitializerOptions = {}) {
    super('GlorotNormal', { scale: 1, mode: 'fanAvg', distribution: 'truncatedNormal' }, options)
  }
}
