/** What all commands begin with: a backend, images, and a model that is ready to be trained. */
import type { Dataset } from '@neurite/datasets'
import { Adam, type Backend, getBackend, type Model, setBackend, setRandomSeed } from 'neurite'
import { datasets } from '../datasets/datasets.ts'
import { models } from '../models/models.ts'
import type { RunOptions } from '../options/run-options.ts'

/** Everything that was prepared. */
export interface Session {
  readonly backend: Backend
  readonly dataset: Dataset
  readonly classNames: readonly string[]
  readonly model: Model
}

/**
 * Prepares what the options ask for.
 *
 * @throws BackendError when the backend is not to be had; DataError when files are missing or damaged
 */
export async function openSession(options: RunOptions): Promise<Session> {
  const backend = options.backend === 'auto' ? getBackend() : await setBackend(options.backend)
  setRandomSeed(options.seed)
  const { classNames, load } = datasets[options.dataset]
  const dataset = await load(options)
  const model = models[options.model]({ pixelCount: dataset.train.x.shape[1]!, classCount: classNames.length })
  model.compile({
    optimizer: new Adam({ learningRate: options.learningRate }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    stepsPerExecution: options.stepsPerExecution,
    backend,
  })
  return { backend, dataset, classNames, model }
}
