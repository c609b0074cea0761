/** LeCun's initializers: signals keep their scale through linear layers and selu. */
import type { RandomInitializerOptions } from './random-initializer.ts'
import { NamedScaling } from './variance-scaling.ts'

/**
 * Uniform in [-limit, limit), limit = sqrt(3 / fanIn).
 *
 * @source LeCun et al. 1998, "Efficient BackProp", section 4.6
 */
export class LecunUniform extends NamedScaling {
  static override readonly className: string = 'LecunUniform'

  constructor(options: RandomInitializerOptions = {}) {
    super('LecunUniform', { scale: 1, mode: 'fanIn', distribution: 'uniform' }, options)
  }
}

/**
 * Normal with standard deviation sqrt(1 / fanIn), without what lies beyond two standard deviations of the uncut distribution.
 *
 * @source LeCun et al. 1998, "Efficient BackProp", section 4.6
 */
export class LecunNormal extends NamedScaling {
  static override readonly className: string = 'LecunNormal'

  constructor(options: RandomInitializerOptions = {}) {
    super('LecunNormal', { scale: 1, mode: 'fanIn', distribution: 'truncatedNormal' }, options)
  }
}
