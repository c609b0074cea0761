/** A source of random keys whose state is a variable, so that compiled functions give new numbers at every run. */
import { iota, type Tensor, Variable } from '@neurite/core'
import { checkSeed, hashSeed, nextSeed } from './seed.ts'

/** Keeps the keys of generators apart from `randomKey(seed)`, which initializers use with what may be the same seed. */
const domain = 1

/**
 * A sequence of random keys.
 *
 * @example
 * ```ts
 * const generator = new SeedGenerator(1)
 * const noise = compile(() => randomNormal(generator.next(), [2, 3])) // other numbers at every call
 * ```
 */
export class SeedGenerator {
  /** uint32 [2]: a hash of the seed, and how many keys were taken. */
  readonly state: Variable
  /** What the sequence began with. */
  readonly seed: number

  /**
   * @param seed - default: `nextSeed()`
   * @throws ArgumentError when the seed is no integer
   */
  constructor(seed: number = nextSeed()) {
    this.seed = checkSeed('SeedGenerator', seed)
    this.state = new Variable(new Uint32Array([hashSeed(seed, domain), 0]), { path: 'seedGenerator/state', trainable: false })
  }

  /** A key that was not given before, uint32 [2]; advances the state. */
  next(): Tensor {
    const key = this.state.value
    this.state.assign(key.add(iota([2], 0, 'uint32')))
    return key
  }
}
