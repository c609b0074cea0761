/** He's initializers: signals keep their scale through relu. */
import type { RandomInitializerOptions } from './random-initializer.ts'
import { NamedScaling } from './variance-scaling.ts'

/**
 * Uniform in [-limit, limit), limit = sqrt(6 / fanIn).
 *
 * @source He et al. 2015, section 2.2
 */
export class HeUniform extends NamedScaling {
  static override readonly className: string = 'HeUniform'

  constructor(options: RandomInitializerOptions = {}) {
    super('HeUniform', { scale: 2, mode: 'fanIn', distribution: 'uniform' }, options)
  }
}

/**
 * Normal with standard deviation sqrt(2 / fanIn), without what lies beyond two standard deviations of the uncut distribution.
 *
 * @source He et al. 2015, section 2.2
 */
export class HeNormal extends NamedScaling {
  static override readonly className: string = 'HeNormal'

  constructor(options: RandomInitializerOptions = {}) {
    super('HeNormal', { scale: 2, mode: 'fanIn', distribution: 'truncatedNormal' }, options)
  }
}
