/** Areas under curves that counts at thresholds describe. */
import { type Tensor, where } from '@neurite/core'
import { safeDiv } from '../losses/reduction.ts'
import type { Counts } from './threshold-counts.ts'

/** Coordinates of the points, one per threshold along axis 0. */
interface Points {
  readonly x: Tensor
  readonly y: Tensor
}

const share = (a: Tensor, b: Tensor): Tensor => safeDiv(a, a.add(b))

/** How gains are computed where they would diverge: without true positives, no recall and full precision is gained. */
function gains({ truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn }: Counts): Points {
  const scale = safeDiv(tp.add(fn), tn.add(fp))
  const gain = (wrong: Tensor): Tensor => scale.mul(safeDiv(wrong, tp)).neg().add(1)
  const isNone = tp.equal(0)
  return { x: where(isNone, 0, gain(fn)).maximum(0), y: where(isNone, 1, gain(fp)) }
}

/** What is drawn against what. */
export const curves = {
  ROC: ({ truePositives, falsePositives, trueNegatives, falseNegatives }: Counts): Points => ({
    x: share(falsePositives, trueNegatives),
    y: share(truePositives, falseNegatives),
  }),
  PR: ({ truePositives, falsePositives, falseNegatives }: Counts): Points => ({
    x: share(truePositives, falseNegatives),
    y: share(truePositives, falsePositives),
  }),
  PRGAIN: gains,
} satisfies Record<string, (counts: Counts) => Points>

/** The height of the curve between two points. */
export const heights = {
  interpolation: (a: Tensor, b: Tensor) => a.add(b).div(2),
  majoring: (a: Tensor, b: Tensor) => a.maximum(b),
  minoring: (a: Tensor, b: Tensor) => a.minimum(b),
} satisfies Record<string, (a: Tensor, b: Tensor) => Tensor>

const before = (x: Tensor): Tensor => x.slice([0], { limits: [-1] })
const after = (x: Tensor): Tensor => x.slice([1])

/** Sums of rectangles along axis 0. */
export function area(counts: Counts, curve: keyof typeof curves, summation: keyof typeof heights): Tensor {
  if (curve === 'PR' && summation === 'interpolation') return precisionRecallArea(counts)
  const { x, y } = curves[curve](counts)
  return before(x)
    .sub(after(x))
    .mul(heights[summation](before(y), after(y)))
    .sum(0)
}

/**
 * Between two points of a precision-recall curve the precision is no straight line: the true positives are one in the number of
 * positives.
 *
 * @source Davis & Goadrich 2006, section 4; Keras 3, `AUC.interpolate_pr_auc`
 */
function precisionRecallArea({ truePositives: tp, falsePositives: fp, falseNegatives: fn }: Counts): Tensor {
  const positives = tp.add(fp)
  const gained = before(tp).sub(after(tp))
  const slope = safeDiv(gained, before(positives).sub(after(positives)).maximum(0))
  const intercept = after(tp).sub(slope.mul(after(positives)))
  const isUsable = before(positives).greater(0).logicalAnd(after(positives).greater(0))
  const ratio = where(isUsable, safeDiv(before(positives), after(positives).maximum(0)), 1)
  return safeDiv(slope.mul(gained.add(intercept.mul(ratio.log()))), after(tp).add(after(fn)).maximum(0)).sum(0)
}
