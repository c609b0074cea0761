/** Training that is under way, written down and taken up again. */
import { DataError, type Tensor } from '@neurite/core'
import type { FitSnapshot, FitState } from '../training/fit-state.ts'
import { Archive, packArchive } from './archive.ts'
import { fileExists, readFile, removeFile, writeFile } from './node-files.ts'
import { fromPlain, toPlain } from './plain-json.ts'
import { assignAll, lastPart, namesOfVariables, readTensors, readVariables, toTensor } from './variables.ts'

export { removeFile }

/** Writes training down: in one piece, or not at all. */
export async function saveBackup(call: string, path: string, fit: FitState): Promise<void> {
  const { model, optimizer, measured } = fit.variables
  const { snapshot, tensors } = fit.capture()
  const remembered = tensors.flatMap((each, callback) => each.map((value, index) => ({ name: `${callback}/${index}`, value })))
  const [modelTensors, optimizerTensors, measuredTensors, callbackTensors] = await Promise.all([
    readVariables(model, fit.model.path),
    readVariables(optimizer, fit.model.path),
    readVariables(measured, fit.model.path),
    readTensors(
      remembered.map(({ name }) => name),
      remembered.map(({ value }) => value),
    ),
  ])
  const bytes = packArchive(call, {
    kind: 'backup',
    json: { training: toPlain(`${call}: training`, snapshot) },
    tensors: { model: modelTensors, optimizer: optimizerTensors, measured: measuredTensors, callbacks: callbackTensors },
  })
  await writeFile(call, path, bytes)
}

const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

function checkSnapshot(call: string, data: unknown): FitSnapshot {
  const { epoch, isUnderWay, position, results, callbacks } = (data ?? {}) as Partial<FitSnapshot>
  const numbers = ['done', 'taken', 'orders', 'batchSize', 'count'] as const
  const isRight =
    isCount(epoch) &&
    typeof isUnderWay === 'boolean' &&
    typeof position === 'object' &&
    position !== null &&
    Number.isSafeInteger(position.seed) &&
    numbers.every((name) => isCount(position[name])) &&
    Array.isArray(results) &&
    results.every((name: unknown) => typeof name === 'string') &&
    Array.isArray(callbacks)
  if (isRight) return data as FitSnapshot
  throw new DataError(`${call}: the file is damaged: training.json does not say where training stood`)
}

/** What callbacks remembered, by their order. */
function tensorsOfCallbacks(archive: Archive, count: number): readonly (readonly Tensor[])[] {
  const tensors: Tensor[][] = Array.from({ length: count }, () => [])
  for (const [name, host] of archive.tensors('callbacks')) tensors[Number(name.split('/')[0])]?.push(toTensor(host))
  return tensors
}

/**
 * Takes up training that was written down.
 *
 * @returns false where nothing was
 * @throws DataError when the file is damaged, or is of another model
 */
export async function loadBackup(call: string, path: string, fit: FitState): Promise<boolean> {
  if (!(await fileExists(call, path))) return false
  const archive = new Archive(call, await readFile(call, path))
  if (archive.kind !== 'backup') throw new DataError(`${call}: ${path} is no backup of training; name another file`)
  const snapshot = checkSnapshot(call, fromPlain(archive.json('training')))
  const { model, optimizer } = fit.variables
  checkNames(call, fit, archive)
  assignAll(call, 'the model', model, archive.tensors('model'))
  assignAll(call, 'the optimizer', optimizer, archive.tensors('optimizer'))
  await fit.restore(snapshot, tensorsOfCallbacks(archive, snapshot.callbacks.length))
  // What steps return is known only now.
  assignAll(call, 'what is measured', fit.variables.measured, archive.tensors('measured'))
  return true
}

/** Weights of the same shapes may still be those of another model. */
function checkNames(call: string, fit: FitState, archive: Archive): void {
  const own = namesOfVariables(fit.variables.model, fit.model.path)
  const names = archive.tensors('model').map(([name]) => name)
  const other = names.findIndex((name, index) => own[index] !== undefined && lastPart(name) !== lastPart(own[index]))
  if (other < 0) return
  throw new DataError(`${call}: the file is of another model: its ${names[other]} would become ${own[other]}; name another file`)
}
