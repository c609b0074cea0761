/** Writes models and weights down, and reads weights. Loaded only when a model is saved or read. */
import { ArgumentError } from '@neurite/core'
import { configuredLayer } from '../layers/layer-classes.ts'
import type { Model } from '../models/model.ts'
import { checkOptions } from '../options/check-options.ts'
import { describeValue } from '../options/describe-value.ts'
import { type ArchiveContents, packArchive } from './archive.ts'
import { compileConfig } from './compile-config.ts'
import { inputTypesOf } from './input-types.ts'
import { writeFile } from './node-files.ts'
import { toPlain } from './plain-json.ts'
import type { SaveOptions, SaveTarget } from './saving-types.ts'
import { readVariables } from './variables.ts'

export { loadBackup, removeFile, saveBackup } from './backup.ts'
export { loadWeights } from './load-weights.ts'

/** Puts the bytes where the user wants them. */
export async function deliver(call: string, target: SaveTarget, bytes: Uint8Array): Promise<Uint8Array | undefined> {
  if (typeof target === 'string' && target !== '') {
    await writeFile(call, target, bytes)
    return undefined
  }
  if (typeof target === 'object' && target?.bytes === true) return bytes
  throw new ArgumentError(`${call}: expected a path or { bytes: true }, got ${describeValue(target)}`)
}

/** The tensors of a model: its weights, and state that is no weight. */
export async function modelTensors(model: Model): Promise<ArchiveContents['tensors']> {
  const weights = new Set(model.weights)
  const state = model.variables.filter((variable) => !weights.has(variable))
  const [weightTensors, stateTensors] = await Promise.all([
    readVariables([...weights], model.path),
    readVariables(state, model.path),
  ])
  return { weights: weightTensors, state: stateTensors }
}

/** @returns the bytes where they were asked for */
export async function saveModel(model: Model, target: SaveTarget, options: SaveOptions): Promise<Uint8Array | undefined> {
  const call = `${model.path}.save`
  const { includeOptimizer = true } = checkOptions(call, options, { includeOptimizer: true })
  const compiled = includeOptimizer ? compileConfig(model) : undefined
  const inputs = inputTypesOf(model)
  const architecture = toPlain(`${call}: ${model.className}`, {
    ...configuredLayer(model),
    ...(inputs && { inputs }),
    ...(compiled && { compile: compiled }),
  })
  const [tensors, optimizer] = await Promise.all([
    modelTensors(model),
    compiled ? readVariables(model.optimizer!.variables, model.path) : undefined,
  ])
  const contents: ArchiveContents = {
    kind: 'model',
    json: { model: architecture },
    tensors: { ...tensors, ...(optimizer && { optimizer }) },
  }
  return deliver(call, target, packArchive(call, contents))
}

/** @returns the bytes where they were asked for */
export async function saveWeights(model: Model, target: SaveTarget): Promise<Uint8Array | undefined> {
  const call = `${model.path}.saveWeights`
  const bytes = packArchive(call, { kind: 'weights', json: {}, tensors: await modelTensors(model) })
  return deliver(call, target, bytes)
}
