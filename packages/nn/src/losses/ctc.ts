/** Connectionist temporal classification: labels whose places in a longer sequence are not known. */
import {
  concat,
  formatShape,
  gather,
  iota,
  logSoftmax,
  ones,
  scan,
  ShapeError,
  staticValue,
  type Tensor,
  where,
  zeros,
} from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { Loss, lossOptionNames, type LossOptions } from './loss.ts'

/** Stands for the logarithm of 0: finite, so that gradients are; less than any path can have. */
const impossible = staticValue(-1e30)

/** log(exp(a) + exp(b) + exp(c)). */
function logAddExp(...terms: readonly Tensor[]): Tensor {
  const greatest = terms.reduce((a, b) => a.maximum(b)).stopGradient()
  return terms
    .map((term) => term.sub(greatest).exp())
    .reduce((a, b) => a.add(b))
    .log()
    .add(greatest)
}

/** Moved by `count` places towards the end of the last axis; what comes in is impossible. */
function shift(x: Tensor, count: number): Tensor {
  const [batch, length] = x.shape as [number, number]
  const kept = Math.max(0, length - count)
  const filler = ones([batch, length - kept], x.dtype).mul(impossible)
  return concat([filler, x.slice([0, 0], { limits: [batch, kept] })], 1)
}

/** Labels with blanks around them: [batch, 2 length + 1], blanks at even places. */
function withBlanks(labels: Tensor): Tensor {
  const [batch, length] = labels.shape as [number, number]
  const blanks = zeros([batch, length, 1], 'int32')
  const pairs = concat([blanks, labels.expandDims(-1)], 2).reshape([batch, 2 * length])
  return concat([pairs, zeros([batch, 1], 'int32')], 1)
}

/**
 * `-log p(labels)`, the sum over all ways to stretch the labels over the steps, with blanks between them.
 *
 * Class 0 is the blank; it fills up labels that are shorter. Predictions are logits. Labels that do not fit into the steps have a
 * loss of about 1e30.
 *
 * @shape yTrue [batch, length], class indices; yPred [batch, steps, classes] -> [batch]
 * @example
 * ```ts
 * model.compile({ optimizer: 'adam', loss: new CTC() })
 * ```
 * @source Graves et al. 2006, section 4.1; Keras 3, `keras.losses.CTC`
 */
export class CTC extends Loss {
  static override readonly className: string = 'CTC'
  readonly targets = 'any'

  constructor(options: LossOptions = {}) {
    const { name = 'ctc', reduction } = checkOptions('CTC', options, lossOptionNames)
    super(name, reduction)
  }

  override call(yTrue: Tensor, yPred: Tensor): Tensor {
    if (yPred.rank !== 3 || yTrue.rank !== 2 || yTrue.shape[0] !== yPred.shape[0]) {
      throw new ShapeError(
        `${this.name}: expected targets of shape [batch, length] and predictions of shape [batch, steps, classes], got ${formatShape(yTrue.shape)} and ${formatShape(yPred.shape)}`,
      )
    }
    const labels = yTrue.cast('int32')
    const states = withBlanks(labels)
    const logs = gather(logSoftmax(yPred).transpose([0, 2, 1]), states, 1, { batchDims: 1 }).transpose([2, 0, 1])
    const last = forward(logs, states)
    // Paths end in the last label or in the blank after it.
    const length = labels.notEqual(0).sum(-1).expandDims(-1)
    const place = iota(states.shape, 1)
    const isEnd = place.equal(length.mul(2)).logicalOr(place.equal(length.mul(2).sub(1)))
    const ends = where(isEnd, last, impossible)
    const greatest = ends.max(-1, { keepDims: true }).stopGradient()
    return ends.sub(greatest).exp().sum(-1).log().add(greatest.squeeze(-1)).neg()
  }
}

/** Logarithms of the probabilities to be in each state after the last step. `logs`: of each state at each step, [steps, batch, states]. */
function forward(logs: Tensor, states: Tensor): Tensor {
  const place = iota(states.shape, 1)
  const before = shift(states.cast(logs.dtype), 2).cast('int32')
  // A label may follow another label at once, unless they are equal.
  const maySkip = states.notEqual(0).logicalAnd(states.notEqual(before))
  const start = where(place.equal(0), 0, impossible).cast(logs.dtype)
  // Before the first step only the first blank and, from it, the first label can be reached.
  const [last] = scan(
    (alpha: Tensor, log: Tensor) => {
      const skipped = where(maySkip, shift(alpha, 2), impossible)
      const next = logAddExp(alpha, shift(alpha, 1), skipped).add(log)
      return [next, next] as const
    },
    start,
    logs,
  )
  return last
}
