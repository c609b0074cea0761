/** The options of `fit`, checked. */
import { ArgumentError } from '@neurite/core'
import type { Callback } from '../callbacks/callback.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkCount, checkFlag } from '../options/check-values.ts'
import { describeValue } from '../options/describe-value.ts'
import { checkSeed, nextSeed } from '../random/seed.ts'
import type { Shuffle } from './batch-cursor.ts'
import { type BatchSource, isBatchSource } from './batch-source.ts'
import type { ClassWeight } from './class-weight.ts'
import type { DataNest } from './samples.ts'

/** Data to measure after epochs: inputs, targets and sample weights, or batches of them. */
export type ValidationData = readonly [x: DataNest, y?: DataNest, sampleWeight?: DataNest] | BatchSource

/** Options of `fit`. */
export interface FitOptions {
  /** Where training ends: passes over the data, those before `initialEpoch` included. Default 1. */
  readonly epochs?: number | undefined
  /** Samples per step. Default 32. */
  readonly batchSize?: number | undefined
  /** Inputs and targets to measure after each epoch: `[x, y]`, `[x, y, sampleWeight]`, or batches of them. */
  readonly validationData?: ValidationData | undefined
  /** Share of the samples, taken from their end, to measure after each epoch instead of training on them. */
  readonly validationSplit?: number | undefined
  /** Samples that are measured together. Default `batchSize`. */
  readonly validationBatchSize?: number | undefined
  /** Batches to measure. Default: all. */
  readonly validationSteps?: number | undefined
  /** Measure after every so many epochs, or after these, counted from 1. Default 1. */
  readonly validationFreq?: number | readonly number[] | undefined
  /** How much each sample counts in the loss: one number per sample, or per value of the loss. Default: all alike. */
  readonly sampleWeight?: DataNest | undefined
  /** How much the samples of each class count in the loss: `{ 0: 1, 1: 5 }`. Default: all alike. */
  readonly classWeight?: ClassWeight | undefined
  /** Steps in an epoch. The next one goes on where it ends. Default: all of the data. */
  readonly stepsPerEpoch?: number | undefined
  /** A new order of the samples in every epoch. Default true. */
  readonly shuffle?: boolean | undefined
  /** What the orders are made from. Default: from `setRandomSeed`. */
  readonly seed?: number | undefined
  /** 0 shows nothing, 1 a line per epoch that a terminal sees change, 2 only whole lines. Default 1. */
  readonly verbose?: 0 | 1 | 2 | undefined
  /** What hears of the course of training, in this order. Default none, but for what `verbose` shows. */
  readonly callbacks?: readonly Callback[] | undefined
  /** The epoch to begin with, from 0: for training that is taken up again. Default 0. */
  readonly initialEpoch?: number | undefined
  /** Aborting it ends training after the step that is running; `fit` resolves with what there is. */
  readonly signal?: AbortSignal | undefined
}

const optionNames: OptionNames<FitOptions> = {
  epochs: true,
  batchSize: true,
  validationData: true,
  validationSplit: true,
  validationBatchSize: true,
  validationSteps: true,
  validationFreq: true,
  sampleWeight: true,
  classWeight: true,
  stepsPerEpoch: true,
  shuffle: true,
  seed: true,
  verbose: true,
  callbacks: true,
  initialEpoch: true,
  signal: true,
}

/** Numbers of `fit`, with their defaults. */
export interface FitNumbers {
  readonly epochs: number
  readonly batchSize: number
  readonly initialEpoch: number
  readonly stepsPerEpoch: number | undefined
  readonly validationBatchSize: number
  readonly validationSteps: number | undefined
}

/** @throws ArgumentError when an option is unknown, or contradicts another */
export function checkFitOptions(call: string, options: FitOptions, x: unknown): FitNumbers {
  const {
    epochs = 1,
    batchSize = 32,
    initialEpoch = 0,
    stepsPerEpoch,
    validationSteps,
  } = checkOptions(call, options, optionNames)
  const { validationBatchSize = batchSize } = options
  checkCount(call, 'epochs', epochs)
  checkCount(call, 'batchSize', batchSize)
  checkCount(call, 'initialEpoch', initialEpoch, 0)
  checkCount(call, 'validationBatchSize', validationBatchSize)
  if (stepsPerEpoch !== undefined) checkCount(call, 'stepsPerEpoch', stepsPerEpoch)
  if (validationSteps !== undefined) checkCount(call, 'validationSteps', validationSteps)
  if (options.sampleWeight !== undefined && options.classWeight !== undefined) {
    throw new ArgumentError(`${call}: got both sampleWeight and classWeight; multiply them into sampleWeight`)
  }
  if (isBatchSource(x)) checkForSource(call, options)
  checkValidation(call, options)
  return { epochs, batchSize, initialEpoch, stepsPerEpoch, validationBatchSize, validationSteps }
}

/** Options that need all of the samples at once. */
function checkForSource(call: string, options: FitOptions): void {
  for (const name of ['sampleWeight', 'validationSplit'] as const) {
    if (options[name] === undefined) continue
    const fix = name === 'sampleWeight' ? 'give weights with each batch: [x, y, sampleWeight]' : 'pass validationData instead'
    throw new ArgumentError(`${call}: ${name} needs all samples at once, the data come in batches; ${fix}`)
  }
}

function checkValidation(call: string, { validationData, validationSplit }: FitOptions): void {
  if (validationData && validationSplit !== undefined) {
    throw new ArgumentError(`${call}: got both validationData and validationSplit; give one of them`)
  }
  if (!validationData || isBatchSource(validationData)) return
  if (!(Array.isArray(validationData) && validationData.length >= 2 && validationData.length <= 3)) {
    throw new ArgumentError(`${call}: validationData must be an array of inputs and targets; write validationData: [x, y]`)
  }
}

/** Whether the validation data are measured after an epoch, from 0. */
export function validatesAfter(call: string, freq: number | readonly number[] = 1): (epoch: number) => boolean {
  if (typeof freq === 'number') {
    checkCount(call, 'validationFreq', freq)
    return (epoch) => (epoch + 1) % freq === 0
  }
  if (!Array.isArray(freq)) {
    throw new ArgumentError(
      `${call}: validationFreq must be a number of epochs or an array of epochs, got ${describeValue(freq)}`,
    )
  }
  const epochs = new Set((freq as readonly number[]).map((epoch) => checkCount(call, 'validationFreq', epoch)))
  return (epoch) => epochs.has(epoch + 1)
}

/** The order of the samples; undefined where they keep theirs. */
export function chooseShuffle(call: string, { shuffle = true, seed }: FitOptions, epoch: number): Shuffle | undefined {
  if (seed !== undefined) checkSeed(call, seed)
  return checkFlag(call, 'shuffle', shuffle) ? { seed: seed ?? nextSeed(), epoch } : undefined
}
