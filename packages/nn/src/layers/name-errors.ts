/** Puts the path of a layer before the errors that are thrown inside it. */
import {
  ArgumentError,
  BackendError,
  DataError,
  DisposedError,
  DTypeError,
  NeuriteError,
  ShapeError,
  TraceError,
} from '@neurite/core'

/** Classes of errors about what the user passed. Failed runs and our own bugs are not the layer's: they stay as they are. */
const renamed = [ArgumentError, BackendError, DataError, DisposedError, DTypeError, ShapeError, TraceError]

/** Errors that name a layer already: the innermost one is the one that helps. */
const named = new WeakSet<NeuriteError>()

const beginsWith = (message: string, path: string): boolean => [': ', '/', '.'].some((end) => message.startsWith(path + end))

/** Runs `fn`; an error of it comes out as one of the same class that begins with the path of the layer, with the first as its cause. */
export function nameErrors<T>(path: string, fn: () => T): T {
  try {
    return fn()
  } catch (error) {
    if (!(error instanceof NeuriteError) || named.has(error)) throw error
    const SameClass = renamed.find((errorClass) => error.constructor === errorClass)
    if (!SameClass) throw error
    const result = beginsWith(error.message, path) ? error : new SameClass(`${path}: ${error.message}`, { cause: error })
    named.add(result)
    throw result
  }
}
