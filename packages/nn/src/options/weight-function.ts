/** What regularizers and constraints have in common: they are functions of a weight, which options name. */
import type { Tensor } from '@neurite/core'
import type { ClassTable } from './class-table.ts'
import type { Configurable } from './configurable.ts'

/** A function of a weight in the form of an object. */
export interface WeightFunction extends Configurable {
  apply(weight: Tensor): Tensor
}

/** The table of such a kind: functions of the user's own become objects of its base. */
export function weightFunctions(
  table: Omit<ClassTable<WeightFunction>, 'base' | 'ofFunction'> & { readonly base: abstract new () => WeightFunction },
): ClassTable<WeightFunction> {
  class OwnFunction extends table.base {
    readonly #fn: WeightFunction['apply']

    constructor(fn: WeightFunction['apply']) {
      super()
      this.#fn = fn
    }

    override apply(weight: Tensor): Tensor {
      return this.#fn(weight)
    }
  }
  return { ...table, ofFunction: (fn) => new OwnFunction(fn) }
}
