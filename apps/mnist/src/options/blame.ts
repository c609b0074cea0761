/** Errors in a person's words: they wrote an option, not our call. */
import { ArgumentError, DataError } from 'neurite'

/** `mlp.save: `, `loadModel: `, `BackupAndRestore: `. */
const callName = /^[\w./-]+: /

/**
 * Does what an option asks for; what is wrong with its value is said of the option.
 *
 * @param fix - what to do about errors that do not say it
 */
export async function blame<T>(flag: string, action: () => Promise<T>, fix?: string): Promise<T> {
  try {
    return await action()
  } catch (error) {
    if (!(error instanceof DataError) && !(error instanceof ArgumentError)) throw error
    const message = error.message.replace(callName, `${flag}: `)
    throw new DataError(fix === undefined || message.includes('; ') ? message : `${message}; ${fix}`, { cause: error })
  }
}
