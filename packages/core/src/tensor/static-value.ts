/** Numbers that programs hold as literals, for those that never change. */

/** A number that is compiled into programs instead of being passed at run time. Made by `staticValue`. */
export class StaticValue {
  readonly #value: number

  constructor(value: number) {
    this.#value = value
  }

  /** The number. */
  valueOf(): number {
    return this.#value
  }
}

/**
 * A number to be compiled into programs as a literal.
 *
 * Other numbers are passed at run time, so that a changing one does not compile a program per value; a literal can be folded.
 *
 * @example
 * ```ts
 * const scaled = x.mul(staticValue(Math.PI))
 * ```
 */
export const staticValue = (value: number): StaticValue => new StaticValue(value)
