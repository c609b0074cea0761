/** The page: trains in the thread that draws it, or asks a worker to. */
import { compileLarge } from './large-program.ts'
import { compileLateSync, readSync, trainCnn } from './late-kernels.ts'
import { callWorker, offer } from './offer.ts'
import { addByDefault, dispose, train } from './train.ts'

let worker: Worker | undefined

/** What the page is forbidden, of what evaluates text. */
function isEvalRefused(): boolean {
  try {
    return new Function('return false')() as boolean
  } catch (error) {
    return error instanceof EvalError
  }
}

offer({
  train,
  dispose,
  addByDefault,
  compileLarge,
  trainCnn,
  readSync,
  compileLateSync,
  isEvalRefused,
  inWorker: ([name, argument]: readonly [string, unknown]) => {
    worker ??= new Worker('/worker.js', { type: 'module' })
    return callWorker(worker, name, argument)
  },
  endWorker: () => worker?.terminate(),
})
