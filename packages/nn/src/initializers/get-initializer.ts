/** Finds initializers by identifier. */
import type { DType, Shape, Tensor } from '@neurite/core'
import { type ClassTable, optionConfig, resolveClass } from '../options/class-table.ts'
import { Constant } from './constant.ts'
import { GlorotNormal, GlorotUniform } from './glorot.ts'
import { HeNormal, HeUniform } from './he.ts'
import { IdentityInitializer } from './identity.ts'
import { Initializer, type InitializerConfig } from './initializer.ts'
import { LecunNormal, LecunUniform } from './lecun.ts'
import { Ones } from './ones.ts'
import { Orthogonal } from './orthogonal.ts'
import { RandomNormal, TruncatedNormal } from './random-normal.ts'
import { RandomUniform } from './random-uniform.ts'
import { STFT } from './stft.ts'
import { VarianceScaling } from './variance-scaling.ts'
import { Zeros } from './zeros.ts'

/** Initializers by identifier: the class in camelCase. */
export const initializers = {
  zeros: Zeros,
  ones: Ones,
  constant: Constant,
  identity: IdentityInitializer,
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
  orthogonal: Orthogonal,
  stft: STFT,
} satisfies ClassTable<Initializer>['classes']

/** Identifier of an initializer. */
export type InitializerName = keyof typeof initializers

/** An initializer of your own: computes a tensor of this shape and dtype. */
export type InitializerFunction = (shape: Shape, dtype: DType) => Tensor

/** What options such as `kernelInitializer` take. */
export type InitializerLike = InitializerName | Initializer | InitializerFunction | InitializerConfig

/** A function in the form of an initializer. */
class FunctionInitializer extends Initializer {
  readonly #fn: InitializerFunction

  constructor(fn: InitializerFunction) {
    super()
    this.#fn = fn
  }

  protected override compute(shape: Shape, dtype: DType): Tensor {
    return this.#fn(shape, dtype)
  }
}

const table: ClassTable<Initializer> = {
  kind: 'initializer',
  base: Initializer,
  classes: initializers,
  ofFunction: (fn) => new FunctionInitializer(fn),
  example: "'glorotUniform' or new GlorotUniform()",
}

/**
 * The initializer that an option names.
 *
 * @param call - what errors begin with
 * @param like - an identifier, an initializer, a function, or what `initializerConfig` gave
 * @throws ArgumentError when the identifier is unknown, with the one that was probably meant
 */
export const getInitializer = (call: string, like: InitializerLike): Initializer => resolveClass(call, like, table)

/** The initializer as configurations hold it; functions and classes of the user's own stay what they are. */
export const initializerConfig = (initializer: Initializer): InitializerLike =>
  optionConfig(initializer, table) as InitializerLike
