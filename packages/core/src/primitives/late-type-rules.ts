/** Type rules that come with what applies the primitive. */
import { type ControlName, LateRows, type WindowName } from './late-rows.ts'
import type { TypeRule } from './type-rules.ts'

type LateTypeRules = { readonly [P in WindowName | ControlName]: TypeRule<P> }

const late = new LateRows<LateTypeRules>()

/** Brings rules: every function that applies such a primitive does so first. */
export const bringTypeRules = (rules: Partial<LateTypeRules>): void => late.bring(rules)

/** The row of a primitive whose rule comes later. */
export const lateTypeRule =
  <P extends WindowName | ControlName>(name: P): TypeRule<P> =>
  (call, operands, attributes) => {
    const rule: TypeRule<P> = late.get(name)
    return rule(call, operands, attributes)
  }
