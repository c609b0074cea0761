/** Where a model goes once it is trained, and where its training is kept until then. */
import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ArgumentError, BackupAndRestore, type Callback, type CallbackState, DataError, type FitState } from 'neurite'
import { blame } from '../options/blame.ts'
import { backupSuffix, type TrainOptions } from '../options/command-options.ts'
import type { Session } from './session.ts'

/** The files of a model. */
export interface Keeping {
  readonly modelFile: string
  /** Holds training that is not over. */
  readonly backupFile: string
  /** Whether there is training to go on with. */
  readonly isResumed: boolean
}

export const fileExists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

/** Makes a folder, and those around it. Node's own way of it never ends where a file system makes none, such as /proc. */
async function makeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory()) return
  await makeFolder(dirname(folder))
  await mkdir(folder)
}

/** Refuses what could not be written, before hours of training. */
async function checkPlace(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined)
  if (found?.isDirectory()) {
    throw new ArgumentError(`--save: ${file} is a folder; name a file in it, such as ${join(file, 'model.neurite')}`)
  }
  const folder = dirname(file)
  try {
    await makeFolder(folder)
    await access(folder, constants.W_OK)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new DataError(`--save: ${file} cannot be written (${reason}); name a place that can`, { cause })
  }
}

/**
 * Sees to the files.
 *
 * @returns undefined where nothing is to be kept
 * @throws ArgumentError when it is not said where, or training that was interrupted would be lost
 */
export async function openKeeping({ save, resume }: Pick<TrainOptions, 'save' | 'resume'>): Promise<Keeping | undefined> {
  if (save === undefined) {
    if (!resume) return undefined
    throw new ArgumentError(
      `--resume: expected --save <file> as well: training is kept in <file>${backupSuffix} until the model is saved`,
    )
  }
  await checkPlace(save)
  const backupFile = `${save}${backupSuffix}`
  const hasBackup = await fileExists(backupFile)
  if (hasBackup && !resume) {
    throw new ArgumentError(
      `--save: ${backupFile} holds training that was interrupted; add --resume to go on with it, or remove the file to begin anew`,
    )
  }
  return { modelFile: save, backupFile, isResumed: hasBackup }
}

/** What has to stay the same, for the weights to be those of a run that was not interrupted. */
const settingsOf = (
  { model, epochs, batchSize, learningRate, dataset, seed, validationSplit }: TrainOptions,
  { backend }: Pick<Session, 'backend'>,
): Readonly<Record<string, string | number>> => ({
  '--model': model,
  '--epochs': epochs,
  '--batch-size': batchSize,
  '--learning-rate': learningRate,
  '--backend': backend.name,
  '--dataset': dataset,
  '--seed': seed,
  '--validation-split': validationSplit,
})

/** Keeps the options with the training, and refuses others later. */
class SameSettings implements Callback {
  readonly #settings: Readonly<Record<string, unknown>>

  constructor(settings: Readonly<Record<string, unknown>>) {
    this.#settings = settings
  }

  captureState(): CallbackState {
    return { values: this.#settings }
  }

  restoreState({ values }: CallbackState): void {
    const earlier = values as Readonly<Record<string, unknown>>
    const changed = Object.keys(this.#settings).find((flag) => earlier[flag] !== this.#settings[flag])
    if (changed === undefined) return
    throw new ArgumentError(
      `--resume: training began with ${changed} ${String(earlier[changed])}, now it is ${String(this.#settings[changed])}; repeat the options that it began with`,
    )
  }
}

/** Reads the backup; errors begin with the option. */
class Backup extends BackupAndRestore {
  readonly #fix: string

  constructor(file: string) {
    super(file)
    this.#fix = `repeat the options that training began with, or remove ${file} to begin anew`
  }

  override setFit(fit: FitState): Promise<void> {
    return blame('--resume', () => super.setFit(fit), this.#fix)
  }
}

/** What keeps training in files while it goes on, in the order that it has to be told in. */
export function keepingCallbacks(
  { modelFile, backupFile }: Keeping,
  session: Pick<Session, 'backend' | 'model'>,
  options: TrainOptions,
): readonly Callback[] {
  // Before the backup is removed: at no moment is there neither.
  const save: Callback = {
    comesLast: true,
    async onTrainEnd({ error, isInterrupted }) {
      if (error === undefined && !isInterrupted) await blame('--save', () => session.model.save(modelFile))
    },
  }
  return [new SameSettings(settingsOf(options, session)), save, new Backup(backupFile)]
}

/** What a person can do after Ctrl-C. */
export async function describeKept({ modelFile, backupFile }: Keeping): Promise<string> {
  if (await fileExists(backupFile)) {
    return `Training is kept in ${backupFile}; repeat the command with --resume to go on, and all other options as they were`
  }
  return (await fileExists(modelFile))
    ? `Training had come to its end; the model is in ${modelFile}`
    : 'Nothing was kept yet; repeat the command to begin anew'
}
