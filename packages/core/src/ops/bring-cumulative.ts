/** What applies running products and maxima brings their gradients. */
import { cumulativeVjps } from '../autodiff/cumulative-vjps.ts'
import { bringVjps } from '../autodiff/late-vjps.ts'

export const bringCumulative = (): void => bringVjps(cumulativeVjps)
