/** A callback from functions. */
import { ArgumentError } from '@neurite/core'
import { checkOptions } from '../options/check-options.ts'
import { describeValue } from '../options/describe-value.ts'
import type { Callback } from './callback.ts'

/** Functions that hear of the course of training, measuring and predicting. */
export type LambdaCallbackOptions = Pick<Callback, Extract<keyof Callback, `on${string}`>>

/**
 * A callback from functions. A plain object does as well; this one refuses names that are none.
 *
 * @throws ArgumentError when an option is unknown, or no function
 * @example
 * ```ts
 * const print = new LambdaCallback({ onEpochEnd: ({ epoch, logs }) => console.log(epoch, logs.loss) })
 * ```
 */
export class LambdaCallback implements Callback {
  declare readonly onTrainBegin?: NonNullable<Callback['onTrainBegin']>
  declare readonly onEpochBegin?: NonNullable<Callback['onEpochBegin']>
  declare readonly onTrainBatchBegin?: NonNullable<Callback['onTrainBatchBegin']>
  declare readonly onTrainBatchEnd?: NonNullable<Callback['onTrainBatchEnd']>
  declare readonly onEpochEnd?: NonNullable<Callback['onEpochEnd']>
  declare readonly onTrainEnd?: NonNullable<Callback['onTrainEnd']>
  declare readonly onTestBegin?: NonNullable<Callback['onTestBegin']>
  declare readonly onTestBatchBegin?: NonNullable<Callback['onTestBatchBegin']>
  declare readonly onTestBatchEnd?: NonNullable<Callback['onTestBatchEnd']>
  declare readonly onTestEnd?: NonNullable<Callback['onTestEnd']>
  declare readonly onPredictBegin?: NonNullable<Callback['onPredictBegin']>
  declare readonly onPredictBatchBegin?: NonNullable<Callback['onPredictBatchBegin']>
  declare readonly onPredictBatchEnd?: NonNullable<Callback['onPredictBatchEnd']>
  declare readonly onPredictEnd?: NonNullable<Callback['onPredictEnd']>

  constructor(options: LambdaCallbackOptions) {
    checkOptions('LambdaCallback', options, {
      onTrainBegin: true,
      onEpochBegin: true,
      onTrainBatchBegin: true,
      onTrainBatchEnd: true,
      onEpochEnd: true,
      onTrainEnd: true,
      onTestBegin: true,
      onTestBatchBegin: true,
      onTestBatchEnd: true,
      onTestEnd: true,
      onPredictBegin: true,
      onPredictBatchBegin: true,
      onPredictBatchEnd: true,
      onPredictEnd: true,
    })
    for (const [name, fn] of Object.entries(options) as [string, unknown][]) {
      if (typeof fn !== 'function')
        throw new ArgumentError(`LambdaCallback: ${name} must be a function, got ${describeValue(fn)}`)
    }
    Object.assign(this, options)
  }
}
