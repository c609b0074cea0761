/** Rows of a table of primitives that come with what applies them: pages that apply none of these do not carry their rows. */
import { InternalError } from '../errors/errors.ts'

/** Convolutions and windows: few of the programs without images have any. */
export type WindowName = 'conv' | 'convInput' | 'convFilter' | 'windowSum' | 'windowMax' | 'windowSelect' | 'windowScatter'

/** Loops and branches. */
export type ControlName = 'scan' | 'cond' | 'while'

/** Rows by name, which whoever applies a primitive of that name has brought before. */
export class LateRows<Rows extends object> {
  readonly #rows: Partial<Rows> = {}

  /** Adds rows; it may do so any number of times. */
  bring(rows: Partial<Rows>): void {
    Object.assign(this.#rows, rows)
  }

  get<Name extends keyof Rows>(name: Name): Rows[Name] {
    const row = this.#rows[name]
    if (row !== undefined) return row
    throw new InternalError(`${String(name)} was applied by a function that did not bring its rows`)
  }
}
