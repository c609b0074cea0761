/** Finds initializers by identifier. */
import { ArgumentError, type DType, type Shape, suggest, type Tensor } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import { Constant } from './constant.ts'
import { GlorotNormal, GlorotUniform } from './glorot.ts'
import { HeNormal, HeUniform } from './he.ts'
import { Initializer, type InitializerConfig } from './initializer.ts'
import { LecunNormal, LecunUniform } from './lecun.ts'
import { Ones } from './ones.ts'
import { RandomNormal, TruncatedNormal } from './random-normal.ts'
import { RandomUniform } from './random-uniform.ts'
import { VarianceScaling } from './variance-scaling.ts'
import { Zeros } from './zeros.ts'

/** Initializers by identifier: the class in camelCase. */
export const initializers = {
  zeros: Zeros,
  ones: Ones,
  constant: Constant,
  randomUniform: RandomUniform,
  randomNormal: RandomNormal,
  truncatedNormal: TruncatedNormal,
  varianceScaling: VarianceScaling,
  glorotUniform: GlorotUniform,
  glorotNormal: GlorotNormal,
  heUniform: HeUniform,
  heNormal: HeNormal,
  lecunUniform: LecunUniform,
  lecunNormal: LecunNormal,
} satisfies Record<string, new (options?: never) => Initializer>

/** Identifier of an initializer. */
export type InitializerName = keyof typeof initializers

/** An initializer of your own: computes a tensor of this shape and dtype. */
export type InitializerFunction = (shape: Shape, dtype: DType) => Tensor

/** What options such as `kernelInitializer` take. */
export type InitializerLike = InitializerName | Initializer | InitializerFunction | InitializerConfig

/** A function in the form of an initializer. */
class FunctionInitializer extends Initializer {
  readonly className = 'FunctionInitializer'
  readonly fn: InitializerFunction

  constructor(fn: InitializerFunction) {
    super()
    this.fn = fn
  }

  protected override compute(shape: Shape, dtype: DType): Tensor {
    return this.fn(shape, dtype)
  }
}

const isName = (name: string): name is InitializerName => Object.hasOwn(initializers, name)

const isConfig = (like: object): like is InitializerConfig => 'className' in like && typeof like.className === 'string'

/** The identifier of a class: its name with the first letter small. */
const identifierOf = (className: string): string => className.charAt(0).toLowerCase() + className.slice(1)

function create(call: string, identifier: string, config: object): Initializer {
  if (!isName(identifier)) {
    throw new ArgumentError(`${call}: unknown initializer "${identifier}"; ${suggest(identifier, Object.keys(initializers))}`)
  }
  const Class: new (options: object) => Initializer = initializers[identifier]
  return new Class(config)
}

/**
 * The initializer that an option names.
 *
 * @param call - what errors begin with
 * @param like - an identifier, an initializer, a function, or what `initializerConfig` gave
 * @throws ArgumentError when the identifier is unknown, with the one that was probably meant
 */
export function getInitializer(call: string, like: InitializerLike): Initializer {
  if (typeof like === 'string') return create(call, like, {})
  if (like instanceof Initializer) return like
  if (typeof like === 'function' && !(like.prototype instanceof Initializer)) return new FunctionInitializer(like)
  if (typeof like === 'object' && like !== null && isConfig(like)) return create(call, identifierOf(like.className), like.config)
  throw new ArgumentError(
    `${call}: expected an initializer, got ${describeValue(like)}; pass 'glorotUniform' or new GlorotUniform(), for example`,
  )
}

/** The initializer as configurations hold it; functions and classes of the user's own stay what they are. */
export function initializerConfig(initializer: Initializer): InitializerLike {
  if (initializer instanceof FunctionInitializer) return initializer.fn
  const { className } = initializer
  const identifier = identifierOf(className)
  const known: unknown = isName(identifier) && initializers[identifier]
  return initializer.constructor === known ? { className, config: initializer.getConfig() } : initializer
}
