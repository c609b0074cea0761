/** Reads a whole model. The classes of all layers come with it, so it is no part of the main entry. */
import { ArgumentError, type Backend, DataError, NeuriteError } from '@neurite/core'
import { type LayerClasses, layerFromConfig } from '../layers/layer-classes.ts'
import { Model } from '../models/model.ts'
import { checkOptions } from '../options/check-options.ts'
import { Archive } from './archive.ts'
import { classes } from './classes.ts'
import { type CustomClasses, splitClasses } from './classes-of.ts'
import { compileOptionsFrom } from './compile-options.ts'
import { buildFor } from './input-types.ts'
import { fromPlain } from './plain-json.ts'
import { readSource } from './read-source.ts'
import type { WeightsSource } from './saving-types.ts'
import { assignAll, lastPart, namesOfVariables } from './variables.ts'

/** Options of `loadModel`. */
export interface LoadModelOptions {
  /** Classes of your own that the model is made of, by name: layers, losses, metrics, optimizers. */
  readonly custom?: CustomClasses | undefined
  /** Compile the model as it was, with the state of its optimizer. Default true. */
  readonly compile?: boolean | undefined
  /** Where the model runs once it is compiled. Default: the backend in force at the first use. */
  readonly backend?: Backend | undefined
}

const call = 'loadModel'

/** Runs what makes objects from a file; whatever goes wrong there is the file's fault, or that of a custom class. */
function fromFile<T>(what: string, make: () => T): T {
  try {
    return make()
  } catch (cause) {
    if (cause instanceof NeuriteError) throw cause
    throw new DataError(
      `${call}: ${what} cannot be made from the file: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    )
  }
}

/** The model without its weights. */
function makeModel(architecture: Readonly<Record<string, unknown>>, layers: LayerClasses): Model {
  const { className, config, inputs } = architecture
  return fromFile('the model', () => {
    const layer = layerFromConfig(call, { className, config }, { ...classes, ...layers })
    if (!(layer instanceof Model)) throw new DataError(`${call}: the file is of a ${layer.className}, which is no model`)
    if (inputs !== undefined && layer.weights.length === 0) buildFor(call, layer, inputs)
    return layer
  })
}

function loadVariables(model: Model, archive: Archive): void {
  const weights = new Set(model.weights)
  const state = model.variables.filter((variable) => !weights.has(variable))
  const tensors = archive.tensors('weights')
  const names = namesOfVariables(model.weights, model.path)
  // Layers that a class of the user's makes are numbered anew.
  const other = tensors.findIndex(([name], index) => names[index] !== undefined && lastPart(name) !== lastPart(names[index]))
  if (other >= 0) {
    throw new DataError(`${call}: the weight ${tensors[other]![0]} in the file stands where the model has ${names[other]}`)
  }
  assignAll(call, 'weights', [...weights], tensors)
  assignAll(call, 'state', state, archive.tensors('state'))
}

function loadOptimizer(model: Model, archive: Archive): void {
  const { optimizer } = model
  if (!optimizer || !archive.has('optimizer.safetensors')) return
  const tensors = archive.tensors('optimizer')
  // An optimizer that has not taken a step keeps nothing for the weights yet.
  if (tensors.length > optimizer.variables.length) optimizer.build(model.trainableWeights)
  assignAll(call, 'the optimizer', optimizer.variables, tensors)
}

/**
 * The model in a file that `model.save` wrote: ready to predict and, where it was compiled, to go on training as if it had not been
 * interrupted.
 *
 * @param source - a path (Node, Deno, Bun), an address, or bytes
 * @param options - `custom`: classes of your own that the model is made of
 * @throws DataError when the file is damaged; ArgumentError when a class is missing
 * @example
 * ```ts
 * const model = await loadModel('model.neurite', { custom: { Scale } })
 * ```
 */
export async function loadModel(source: WeightsSource, options: LoadModelOptions = {}): Promise<Model> {
  const { custom = {}, compile = true, backend } = checkOptions(call, options, { custom: true, compile: true, backend: true })
  const { layers, objects } = splitClasses(call, custom)
  const archive = new Archive(call, await readSource(call, source))
  if (archive.kind !== 'model') {
    throw new ArgumentError(
      `${call}: the file holds ${archive.kind === 'weights' ? 'weights' : 'a backup'} only; make the model and call loadWeights`,
    )
  }
  const architecture = fromPlain(archive.json('model'))
  if (typeof architecture !== 'object' || architecture === null) {
    throw new DataError(`${call}: the file is damaged: model.json describes no model`)
  }
  const described = architecture as Readonly<Record<string, unknown>>
  const model = makeModel(described, layers)
  loadVariables(model, archive)
  if (compile && described['compile'] !== undefined) {
    fromFile('what it was compiled with', () => {
      model.compile({ ...compileOptionsFrom(call, described['compile'], objects), backend })
      loadOptimizer(model, archive)
    })
  }
  return model
}
