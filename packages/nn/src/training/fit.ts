/** Trains a model: each step is one program that gathers its batch, and updates weights, optimizer and metrics in place. */
import { ArgumentError, type Backend, NonFiniteError } from '@neurite/core'
import type { BatchEvent, Callback, EpochEvent, TrainEvent } from '../callbacks/callback.ts'
import { CallbackList } from '../callbacks/callback-list.ts'
import { History } from '../callbacks/history.ts'
import { backendOfModel } from './backend-of.ts'
import { type BatchSource, isBatchSource } from './batch-source.ts'
import { DataChecker, type PassData } from './checked-data.ts'
import type { Compiled } from './compiled.ts'
import { Epoch, type StepBody } from './epoch.ts'
import type { Logs } from './epoch-record.ts'
import { checkFitOptions, chooseShuffle, type FitNumbers, type FitOptions, validatesAfter } from './fit-options.ts'
import { FitState } from './fit-state.ts'
import { Pace } from './pace.ts'
import type { Pass } from './pass.ts'
import { runSteps } from './run-steps.ts'
import type { DataNest } from './samples.ts'
import type { Trainable } from './trainable.ts'

export type { FitOptions } from './fit-options.ts'

/** Time between two looks at the values of an epoch that is under way, in milliseconds. */
const lookMs = 100

type ValidationModule = typeof import('./validation.ts')

/** Everything that `fit` works with, checked. */
interface Plan extends Pick<FitNumbers, 'epochs'> {
  readonly call: string
  readonly model: Trainable
  readonly compiled: Compiled
  readonly state: FitState
  readonly train: Pass
  readonly validation: { readonly pass: Pass; readonly validate: ValidationModule['validate'] } | undefined
  readonly validates: (epoch: number) => boolean
  readonly callbacks: CallbackList
  readonly history: History
  readonly isStopped: () => boolean
}

/** Loads what measures validation data, where there are any. */
const loadValidation = async ({ validationData, validationSplit }: FitOptions): Promise<ValidationModule | undefined> =>
  validationData || validationSplit !== undefined ? import('./validation.ts') : undefined

/** What a step of training does: with class weights, they become the weights of its samples. */
async function trainBody(call: string, model: Trainable, checker: DataChecker, { classWeight }: FitOptions): Promise<StepBody> {
  if (classWeight === undefined) return (batch) => model.trainStep(batch)
  const { weightedStep } = await import('./class-weight.ts')
  return weightedStep(call, model, checker, classWeight)
}

interface TrainPassOptions extends FitNumbers {
  readonly call: string
  readonly backend: Backend
  readonly checker: DataChecker
}

/** A pass that learns. */
async function trainPass(
  model: Trainable,
  compiled: Compiled,
  data: PassData,
  fit: FitOptions,
  { call, backend, checker, batchSize, stepsPerEpoch, initialEpoch }: TrainPassOptions,
): Promise<Pass> {
  const body = await trainBody(call, model, checker, fit)
  const shared = { call, backend, nanCheck: compiled.nanCheck, metrics: () => compiled.metrics, stepsPerEpoch, body }
  // A model that says nothing of its inputs has no weights before the first batch: they are seen to then.
  compiled.optimizer.build(model.trainableWeights)
  if ('source' in data) {
    const { Stream } = await import('./stream.ts')
    return new Stream({ ...shared, source: data.source, convert: (batch) => data.checker.batch(batch) })
  }
  return new Epoch({ ...shared, samples: data, batchSize, shuffle: chooseShuffle(call, fit, initialEpoch) })
}

async function chooseLogger(call: string, verbose: number): Promise<Callback[]> {
  if (![0, 1, 2].includes(verbose)) throw new ArgumentError(`${call}: verbose must be 0, 1 or 2, got ${String(verbose)}`)
  if (verbose === 0) return []
  // Pages that show the course in their own way carry nothing of it.
  const { ProgressLogger } = await import('../callbacks/progress-logger.ts')
  return [new ProgressLogger(verbose === 2 ? { inPlace: false } : {})]
}

/** Checks everything that can be wrong, then makes the programs. */
async function makePlan(
  model: Trainable,
  compiled: Compiled,
  x: DataNest | BatchSource,
  y: DataNest | undefined,
  options: FitOptions,
): Promise<Plan> {
  await compiled.load()
  const call = `${model.path}.fit`
  const numbers = checkFitOptions(call, options, x)
  const { verbose = 1, callbacks = [], signal } = options
  // Wrong numbers are found before the data are looked at.
  chooseShuffle(call, { ...options, seed: options.seed ?? 0 }, 0)
  const validates = validatesAfter(call, options.validationFreq)
  const history = new History()
  const list = new CallbackList(call, callbacks)
  const all = new CallbackList(call, [history, ...(await chooseLogger(call, verbose)), ...list.callbacks])
  const backend = backendOfModel(call, model, compiled)
  const context = { call, backend }
  const checker = new DataChecker(model, compiled, context)
  const given = isBatchSource(x) ? { source: x, checker } : await checker.check({ x, y, sampleWeight: options.sampleWeight })
  const module = await loadValidation(options)
  const validationChecker = new DataChecker(model, compiled, { ...context, call: `${call}: validationData` })
  const [data, validationData] = module ? await module.withValidation(call, given, validationChecker, options) : [given]
  const train = await trainPass(model, compiled, data, options, { ...numbers, ...context, checker })
  const { validationBatchSize, validationSteps, epochs, initialEpoch } = numbers
  const measured = { ...context, batchSize: validationBatchSize, steps: validationSteps }
  const validation = module &&
    validationData && { pass: await module.testPass(model, compiled, measured, validationData), validate: module.validate }
  await train.prepare()
  await validation?.pass.prepare()
  const isStopped = (): boolean => model.stopTraining || signal?.aborted === true
  const state = new FitState(model, train, all.callbacks, initialEpoch)
  return { call, model, compiled, epochs, state, train, validation, validates, callbacks: all, history, isStopped }
}

/** Reads the values of an epoch. @throws NonFiniteError when the loss was not finite at some step */
async function readTraining({ call, train, compiled, callbacks }: Plan, epoch: number): Promise<Logs> {
  const { logs, bad } = await train.read()
  if (!bad || callbacks.handlesNonFinite) return bad ? { ...logs, loss: bad.loss } : logs
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
    const batch: BatchEvent = { ...event, steps: train.steps, step: train.stepsDone, logs: look, recentLogs }
    await callbacks.tell('onTrainBatchEnd', batch)
  }
  const beforeExecution = callbacks.hears('onTrainBatchBegin')
    ? (): Promise<void> => callbacks.tell('onTrainBatchBegin', { ...event, steps: train.steps, step: train.stepsDone })
    : undefined
  return runSteps(train, { pace, isStopped, beforeExecution, afterExecution })
}

/** Measures the validation data. Returns nothing when it was stopped before the end. */
async function runValidation(
  { model, callbacks, validation, validates, state, isStopped }: Plan,
  epoch: number,
  pace: Pace,
): Promise<Record<string, number> | undefined> {
  if (!validation || !validates(epoch)) return {}
  state.isValidating = true
  const logs = await validation.validate(validation.pass, { model, callbacks, pace, isStopped })
  state.isValidating = logs === undefined
  return logs
}

/** Runs the epochs, until one is stopped before its end. */
async function runEpochs(plan: Plan, trainEvent: TrainEvent): Promise<void> {
  const { compiled, epochs, state, train, callbacks, isStopped } = plan
  const [trainPace, validationPace] = [new Pace(compiled.stepsPerExecution), new Pace(compiled.stepsPerExecution)]
  for (let { epoch } = state; epoch < epochs && !isStopped(); epoch++) {
    const begin = performance.now()
    await state.beginEpoch(epoch)
    const event: EpochEvent = { ...trainEvent, epoch, steps: train.steps }
    await callbacks.tell('onEpochBegin', event)
    if (!(await runTraining(plan, event, trainPace))) return
    const logs = await readTraining(plan, epoch)
    const validationLogs = await runValidation(plan, epoch, validationPace)
    if (!validationLogs) return
    const seconds = (performance.now() - begin) / 1000
    state.endEpoch()
    const all = { ...logs, ...validationLogs, ...(await callbacks.epochLogs(event)) }
    await callbacks.tell('onEpochEnd', { ...event, steps: train.steps, logs: all, seconds })
  }
}

/** Trains a compiled model, and returns the values of each epoch. */
export async function fitModel(
  model: Trainable,
  compiled: Compiled,
  x: DataNest | BatchSource,
  y: DataNest | undefined,
  options: FitOptions,
): Promise<History> {
  const plan = await makePlan(model, compiled, x, y, options)
  const { epochs, callbacks, history, state, train, validation } = plan
  const event: TrainEvent = { model, epochs, validates: validation !== undefined }
  // What a callback ends is over; what the signal ends may be taken up again.
  const isInterrupted = (): boolean => options.signal?.aborted === true && !model.stopTraining && state.epoch < epochs
  let error: unknown
  model.stopTraining = false
  try {
    await callbacks.tell('setFit', state)
    await callbacks.tell('onTrainBegin', event)
    await runEpochs(plan, event)
    // Where averages of the weights are kept, the model ends with them; before the first step there are none.
    const hasRun = train.stepsDone > 0 || history.epochs.length > 0
    if (hasRun && !isInterrupted()) compiled.optimizer.finalizeVariables(model.trainableWeights)
  } catch (failure) {
    error = failure
    throw failure
  } finally {
    try {
      await callbacks.tell('onTrainEnd', { ...event, history, error, isInterrupted: isInterrupted() })
    } finally {
      await train.dispose()
      await validation?.pass.dispose()
    }
  }
  return history
}
