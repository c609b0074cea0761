/** VJPs that come with what applies the primitive. */
import { type ControlName, LateRows, type WindowName } from '../primitives/late-rows.ts'
import type { VjpRule } from './vjp-rule.ts'

/** No gradient flows through `while`. */
type LateVjpName = WindowName | Exclude<ControlName, 'while'> | 'cumProd' | 'cumMax'

type LateVjps = { readonly [P in LateVjpName]: VjpRule<P> }

const late = new LateRows<LateVjps>()

/** Brings rules: every function that applies such a primitive does so first. */
export const bringVjps = (rules: Partial<LateVjps>): void => late.bring(rules)

/** The row of a primitive whose rule comes later. */
export const lateVjp =
  <P extends LateVjpName>(name: P): VjpRule<P> =>
  (context) => {
    const rule: VjpRule<P> = late.get(name)
    return rule(context)
  }
