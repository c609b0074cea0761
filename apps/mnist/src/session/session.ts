/** What all commands begin with: a backend, images, and a model that is ready to be trained, or was. */
import type { Dataset } from '@neurite/datasets'
import { Adam, ArgumentError, type Backend, getBackend, type Model, setBackend, setRandomSeed } from 'neurite'
import { datasets } from '../datasets/datasets.ts'
import { fieldExtent } from '../digit-image/center-digit.ts'
import { models } from '../models/models.ts'
import type { LoadOptions } from '../options/command-options.ts'
import type { RunOptions } from '../options/run-options.ts'
import { loadTrained } from './load-model.ts'

/** A model, and what it runs on and tells apart. */
export interface Classifier {
  readonly backend: Backend
  readonly classNames: readonly string[]
  readonly model: Model
}

/** Everything that was prepared. */
export interface Session extends Classifier {
  readonly dataset: Dataset
}

/** Loaded only where it is asked for: it opens the driver of the GPU. */
async function openDawn(adapter: string | undefined): Promise<Backend> {
  const { dawn } = await import('@neurite/backend-dawn')
  return dawn(adapter === undefined ? {} : { adapter })
}

/** Chooses the backend, and begins the sequence of seeds. */
async function prepareBackend({ backend, adapter, seed }: RunOptions): Promise<Backend> {
  if (adapter !== undefined && backend !== 'dawn') {
    throw new ArgumentError(`--adapter: got "${adapter}", but --backend is ${backend}; adapters are for --backend dawn`)
  }
  const chosen = backend === 'auto' ? getBackend() : await setBackend(backend === 'dawn' ? await openDawn(adapter) : backend)
  setRandomSeed(seed)
  return chosen
}

function compileModel(model: Model, backend: Backend, { learningRate, stepsPerExecution }: RunOptions): void {
  model.compile({
    optimizer: new Adam({ learningRate }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    stepsPerExecution,
    backend,
  })
}

/**
 * Prepares what the options ask for. With `load` the model is trained already.
 *
 * @throws BackendError when the backend is not to be had; DataError when files are missing or damaged
 */
export async function openSession(options: LoadOptions): Promise<Session> {
  const backend = await prepareBackend(options)
  const { classNames, load } = datasets[options.dataset]
  const dataset = await load(options)
  const use = { pixelCount: dataset.train.x.shape[1]!, classCount: classNames.length }
  const model = options.load === undefined ? models[options.model](use) : await loadTrained(options.load, use)
  compileModel(model, backend, options)
  return { backend, dataset, classNames, model }
}

/** The model in a file, without the images that it learnt from. */
export async function openClassifier(options: RunOptions, file: string): Promise<Classifier> {
  const backend = await prepareBackend(options)
  const { classNames } = datasets[options.dataset]
  const model = await loadTrained(file, { pixelCount: fieldExtent ** 2, classCount: classNames.length })
  compileModel(model, backend, options)
  return { backend, classNames, model }
}
