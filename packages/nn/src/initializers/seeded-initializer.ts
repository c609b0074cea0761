/** The base of initializers whose values hang on a seed. */
import { checkSeed, nextSeed } from '../random/seed.ts'
import { Initializer } from './initializer.ts'

/** Options of every random initializer. */
export interface RandomInitializerOptions {
  /** Makes the numbers repeatable. Default: `nextSeed()`, taken once, when the initializer is made. */
  readonly seed?: number
}

/** Has a seed; the configuration holds it only where the user gave it. */
export abstract class SeededInitializer extends Initializer {
  readonly #givenSeed: number | undefined
  protected readonly seed: number

  constructor(call: string, { seed }: RandomInitializerOptions) {
    super()
    this.#givenSeed = seed === undefined ? undefined : checkSeed(call, seed)
    this.seed = seed ?? nextSeed()
  }

  override getConfig(): Record<string, unknown> {
    return this.#givenSeed === undefined ? {} : { seed: this.#givenSeed }
  }
}
