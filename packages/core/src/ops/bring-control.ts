/** What applies loops and branches brings their rows of the tables. */
import { controlVjps } from '../autodiff/control-vjps.ts'
import { bringVjps } from '../autodiff/late-vjps.ts'
import { controlRules } from '../primitives/control-rules.ts'
import { bringTypeRules } from '../primitives/late-type-rules.ts'

export function bringControl(): void {
  bringTypeRules(controlRules)
  bringVjps(controlVjps)
}
