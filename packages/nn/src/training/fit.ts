/** Trains a model: each step is one program that gathers its batch, and updates weights, optimizer and metrics in place. */
import { ArgumentError, type Backend, NonFiniteError, type Tensor, variableGrads } from '@neurite/core'
import type { BatchEvent, Callback, EpochEvent } from '../callbacks/callback.ts'
import { CallbackList } from '../callbacks/callback-list.ts'
import { History } from '../callbacks/history.ts'
import { ProgressLogger } from '../callbacks/progress-logger.ts'
import { checkOptions, type OptionNames } from '../options/check-options.ts'
import { checkSeed, nextSeed } from '../random/seed.ts'
import type { Shuffle } from './batch-cursor.ts'
import { checkBoolean, checkFraction, checkInteger } from './check-numbers.ts'
import type { Compiled } from './compiled.ts'
import { Epoch, type EpochOptions, type Logs } from './epoch.ts'
import { backendOfModel, testEpoch, toCheckedSamples } from './evaluate.ts'
import { Pace } from './pace.ts'
import { runSteps } from './run-steps.ts'
import type { Data, Samples } from './samples.ts'
import type { Trainable } from './trainable.ts'

/** Options of `fit`. */
export interface FitOptions {
  /** Where training ends: passes over the data, those before `initialEpoch` included. Default 1. */
  readonly epochs?: number | undefined
  /** Samples per step. Default 32. */
  readonly batchSize?: number | undefined
  /** Inputs and targets to measure after each epoch: `[x, y]`. */
  readonly validationData?: readonly [x: Data, y: Data] | undefined
  /** Share of the samples, taken from their end, to measure after each epoch instead of training on them. */
  readonly validationSplit?: number | undefined
  /** A new order of the samples in every epoch. Default true. */
  readonly shuffle?: boolean | undefined
  /** What the orders are made from. Default: from `setRandomSeed`. */
  readonly seed?: number | undefined
  /** 0 shows nothing, 1 a line per epoch that a terminal sees change, 2 only whole lines. Default 1. */
  readonly verbose?: 0 | 1 | 2 | undefined
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
  shuffle: true,
  seed: true,
  verbose: true,
  callbacks: true,
  initialEpoch: true,
  signal: true,
}

/** Time between two looks at the values of an epoch that is under way, in milliseconds. */
const lookMs = 100

/** Everything that `fit` works with, checked. */
interface Plan {
  readonly call: string
  readonly model: Trainable
  readonly compiled: Compiled
  readonly epochs: number
  readonly initialEpoch: number
  readonly train: Epoch
  readonly validation: Epoch | undefined
  readonly callbacks: CallbackList
  readonly history: History
  readonly isStopped: () => boolean
}

/** `valAccuracy` for `accuracy`. */
const validationName = (name: string): string => `val${name[0]!.toUpperCase()}${name.slice(1)}`

/** Cuts the validation samples off the end. */
function split(call: string, samples: Samples, share: number): [train: Samples, validation: Samples] {
  const { count } = samples.rows
  const kept = Math.floor(count * (1 - checkFraction(call, 'validationSplit', share)))
  if (kept === 0 || kept === count) {
    throw new ArgumentError(
      `${call}: validationSplit ${share} of ${count} samples leaves none to ${kept === 0 ? 'train on' : 'validate with'}; change it`,
    )
  }
  return [
    { ...samples, rows: { start: 0, count: kept } },
    { ...samples, rows: { start: kept, count: count - kept } },
  ]
}

/** The samples to train on and those to validate with. */
async function prepareSamples(
  model: Trainable,
  compiled: Compiled,
  [x, y]: readonly [Data, Data],
  { validationData, validationSplit }: FitOptions,
  { call, backend }: { readonly call: string; readonly backend: Backend },
): Promise<readonly [train: Samples, validation?: Samples]> {
  if (validationData && validationSplit !== undefined) {
    throw new ArgumentError(`${call}: got both validationData and validationSplit; give one of them`)
  }
  if (validationData && !(Array.isArray(validationData) && validationData.length === 2)) {
    throw new ArgumentError(`${call}: validationData must be an array of inputs and targets; write validationData: [x, y]`)
  }
  const context = { call, sampleShape: model.sampleShape, backend }
  const samples = await toCheckedSamples(model, compiled, x, y, context)
  if (validationSplit !== undefined) return split(call, samples, validationSplit)
  if (!validationData) return [samples]
  const named = { ...context, call: `${call}: validationData` }
  return [samples, await toCheckedSamples(model, compiled, validationData[0], validationData[1], named)]
}

/** A pass that learns. */
function trainEpoch(
  model: Trainable,
  { optimizer, loss, metrics }: Compiled,
  options: Omit<EpochOptions, 'body' | 'metrics'>,
): Epoch {
  const weights = model.trainableWeights
  optimizer.build(weights)
  const body: EpochOptions['body'] = (x, y) => {
    let yPred: Tensor = x
    const { value, grads } = variableGrads(() => {
      yPred = model.apply(x, { training: true })
      return loss.compute(y, yPred)
    }, weights)
    optimizer.apply(grads, weights)
    return { loss: value, yPred }
  }
  return new Epoch({ ...options, metrics, body })
}

function chooseShuffle(call: string, { shuffle = true, seed }: FitOptions, epoch: number): Shuffle | undefined {
  if (seed !== undefined) checkSeed(call, seed)
  return checkBoolean(call, 'shuffle', shuffle) ? { seed: seed ?? nextSeed(), epoch } : undefined
}

function chooseLogger(call: string, verbose: number): Callback[] {
  if (![0, 1, 2].includes(verbose)) throw new ArgumentError(`${call}: verbose must be 0, 1 or 2, got ${String(verbose)}`)
  if (verbose === 0) return []
  return [new ProgressLogger(verbose === 2 ? { inPlace: false } : {})]
}

/** Checks everything that can be wrong, then makes the programs. */
async function makePlan(model: Trainable, compiled: Compiled, x: Data, y: Data, options: FitOptions): Promise<Plan> {
  const call = `${model.path}.fit`
  const {
    epochs = 1,
    batchSize = 32,
    initialEpoch = 0,
    verbose = 1,
    callbacks = [],
    signal,
  } = checkOptions(call, options, optionNames)
  checkInteger(call, 'epochs', epochs)
  checkInteger(call, 'batchSize', batchSize)
  checkInteger(call, 'initialEpoch', initialEpoch, 0)
  const shuffle = chooseShuffle(call, options, initialEpoch)
  const history = new History()
  const list = new CallbackList(call, callbacks)
  const all = new CallbackList(call, [history, ...chooseLogger(call, verbose), ...list.callbacks])
  const backend = backendOfModel(call, model, compiled)
  const [samples, validationSamples] = await prepareSamples(model, compiled, [x, y], options, { call, backend })
  const train = trainEpoch(model, compiled, { call, backend, samples, batchSize, shuffle })
  const validation = validationSamples && testEpoch(model, compiled, { call, backend, samples: validationSamples, batchSize })
  await train.prepare()
  await validation?.prepare()
  const isStopped = (): boolean => model.stopTraining || signal?.aborted === true
  return { call, model, compiled, epochs, initialEpoch, train, validation, callbacks: all, history, isStopped }
}

/** Reads the values of an epoch. @throws NonFiniteError when the loss was not finite at some step */
async function readTraining({ call, train, compiled }: Plan, epoch: number): Promise<Logs> {
  const { logs, bad } = await train.read()
  if (!bad) return logs
  const [rate] = await compiled.optimizer.learningRate.data()
  const became = `the loss became ${bad.loss} at epoch ${epoch + 1}, step ${bad.step}`
  throw new NonFiniteError(
    `${call}: ${became}; lower the learning rate (now ${Number(rate!.toPrecision(6))}) or look for NaN in the data`,
  )
}

/** Runs one epoch's steps. Returns whether it came to its end. */
async function runTraining(plan: Plan, event: EpochEvent, pace: Pace): Promise<boolean> {
  const { train, callbacks, isStopped } = plan
  let recentLogs: Logs | undefined
  let lookedAt = performance.now()
  const look = async (): Promise<Logs> => {
    recentLogs = await readTraining(plan, event.epoch)
    lookedAt = performance.now()
    return recentLogs
  }
  const afterExecution = async (): Promise<void> => {
    if (!train.finished && performance.now() - lookedAt >= lookMs) await look()
    if (!callbacks.hears('onTrainBatchEnd')) return
    const batch: BatchEvent = { ...event, step: train.stepsDone, logs: look, recentLogs }
    await callbacks.tell('onTrainBatchEnd', batch)
  }
  train.reset()
  return runSteps(train, { pace, isStopped, afterExecution })
}

/** Measures the validation data. Returns nothing when it was stopped before the end. */
async function runValidation({ validation, isStopped }: Plan, pace: Pace): Promise<Record<string, number> | undefined> {
  if (!validation) return {}
  validation.reset()
  if (!(await runSteps(validation, { pace, isStopped }))) return undefined
  const { logs } = await validation.read()
  return Object.fromEntries(Object.entries(logs).map(([name, value]) => [validationName(name), value]))
}

/** Runs the epochs, until one is stopped before its end. */
async function runEpochs(plan: Plan): Promise<void> {
  const { model, compiled, epochs, initialEpoch, train, callbacks, isStopped } = plan
  const [trainPace, validationPace] = [new Pace(compiled.stepsPerExecution), new Pace(compiled.stepsPerExecution)]
  for (let epoch = initialEpoch; epoch < epochs && !isStopped(); epoch++) {
    const begin = performance.now()
    const event: EpochEvent = { model, epoch, epochs, steps: train.steps }
    await callbacks.tell('onEpochBegin', event)
    if (!(await runTraining(plan, event, trainPace))) return
    const logs = await readTraining(plan, epoch)
    const validationLogs = await runValidation(plan, validationPace)
    if (!validationLogs) return
    const seconds = (performance.now() - begin) / 1000
    await callbacks.tell('onEpochEnd', { ...event, logs: { ...logs, ...validationLogs }, seconds })
  }
}

/** Trains a compiled model, and returns the values of each epoch. */
export async function fitModel(model: Trainable, compiled: Compiled, x: Data, y: Data, options: FitOptions): Promise<History> {
  const plan = await makePlan(model, compiled, x, y, options)
  const { epochs, callbacks, history, train, validation } = plan
  let error: unknown
  model.stopTraining = false
  try {
    await callbacks.tell('onTrainBegin', { model, epochs })
    await runEpochs(plan)
  } catch (failure) {
    error = failure
    throw failure
  } finally {
    await callbacks.tell('onTrainEnd', { model, epochs, history, error })
    train.dispose()
    validation?.dispose()
  }
  return history
}
