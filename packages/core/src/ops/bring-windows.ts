/** What applies convolutions and windows brings their rows of the tables. */
import { bringVjps } from '../autodiff/late-vjps.ts'
import { windowVjps } from '../autodiff/window-vjps.ts'
import { bringTypeRules } from '../primitives/late-type-rules.ts'
import { windowRules } from '../primitives/window-rules.ts'

export function bringWindows(): void {
  bringTypeRules(windowRules)
  bringVjps(windowVjps)
}
