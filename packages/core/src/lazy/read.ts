/** Reads values: computes what is pending, waits, and copies the bits to the host. */
import { decodeNumbers, encodeNumbers } from '../dtype/encode.ts'
import { type HostArray, hostView } from '../dtype/dtype.ts'
import type { Backend } from '../backend/backend.ts'
import { BackendError, DisposedError, InternalError, TraceError } from '../errors/errors.ts'
import { sizeOf } from '../shape/shape.ts'
import { yieldWhenDue } from '../runtime/macrotask.ts'
import { queueOf } from '../runtime/queue.ts'
import { flush, runFailure } from './flush.ts'
import { currentScope } from './scope.ts'
import type { Value } from './value.ts'

/** Refuses what cannot be read: symbolic, disposed and failed values, and any reading inside a trace. */
function checkReadable(call: string, value: Value): void {
  const { state, disposed } = value
  const scope = currentScope()
  if (scope) {
    throw new TraceError(
      `${call}: a tensor cannot be read inside ${scope.call}, which records operations and runs none; return the tensor and read it outside`,
    )
  }
  const home = state.kind === 'parameter' ? state.scope : state.kind === 'pending' ? state.node.scope : undefined
  if (home) {
    throw new TraceError(
      `${call}: this tensor only exists inside ${home.call}, which has been traced; return it from the function and read the result`,
    )
  }
  if (disposed) throw new DisposedError(`${call}: the tensor was disposed; read it before dispose()`)
  checkNotFailed(value)
}

function checkNotFailed({ state, failure }: Value): void {
  if (state.kind !== 'failed') return
  if (failure) failure.reported = true
  throw state.error
}

const bitsOf = (value: Value, bytes: ArrayBuffer): HostArray => hostView(value.type.dtype, bytes, 0, sizeOf(value.type.shape))

/** Host values and numbers need no backend. */
function hostBits({ state, type }: Value): HostArray | undefined {
  if (state.kind === 'host') return state.data.slice()
  if (state.kind === 'number') return encodeNumbers(type.dtype, [state.value])
  return undefined
}

/** The bytes of a storage at its turn in the queue: after all work given before, and before all given later. */
function readInTurn(value: Value, backend: Backend): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const begin = (): void => {
      checkNotFailed(value)
      const { state } = value
      if (state.kind !== 'resident') throw new InternalError(`a ${state.kind} value is read`)
      const { submission } = state.storage
      const reading = backend.read(state.storage.slice)
      reading.catch(() => {})
      // The run's own error comes before the read's.
      resolve(submission ? submission.then(() => reading) : reading)
    }
    queueOf(backend).add({ needs: undefined, begin, fail: reject })
  })
}

async function readResident(value: Value, backend: Backend): Promise<HostArray> {
  const reading = readInTurn(value, backend)
  try {
    const bytes = await reading
    await yieldWhenDue()
    return bitsOf(value, bytes)
  } catch (error) {
    throw runFailure(backend, error, '')
  }
}

/** Throws the error of a run that was to make this value, once. */
function reportFailure({ failure }: Value): void {
  if (!failure || failure.reported) return
  failure.reported = true
  throw failure.error
}

/** The raw bits of a value as of now, computing it if it is pending. */
export async function readBits(call: string, value: Value): Promise<HostArray> {
  checkReadable(call, value)
  if (value.state.kind === 'pending') flush([value], value.backend!)
  const bits = value.backend && value.state.kind !== 'host' ? await readResident(value, value.backend) : hostBits(value)!
  reportFailure(value)
  return bits
}

/** On a backend that is synchronous, work waits for nothing but what is loaded to check it, and for work that does. */
const underWay = (call: string, { name }: Backend): BackendError =>
  new BackendError(
    `${call}: the ${name} backend has work under way; use \`await tensor.data()\`, or with nanCheck await setNanCheck(true) once before`,
  )

/** `readBits` without waiting, where the backend compiles and reads synchronously. */
export function readBitsSync(call: string, value: Value): HostArray {
  checkReadable(call, value)
  const { backend } = value
  if (backend && !(backend.readSync && backend.compileSync)) {
    throw new BackendError(`${call}: the ${backend.name} backend cannot be read synchronously; use \`await tensor.data()\``)
  }
  if (backend && !queueOf(backend).idle) throw underWay(call, backend)
  if (value.state.kind === 'pending') flush([value], backend!)
  checkReadable(call, value)
  reportFailure(value)
  if (value.state.kind === 'scheduled') throw underWay(call, backend!)
  if (value.state.kind === 'resident') return bitsOf(value, backend!.readSync!(value.state.storage.slice))
  return hostBits(value)!
}

/** `readBitsSync` where nothing has to be waited for, `readBits` elsewhere. */
export function readBitsWhenReady(call: string, value: Value): HostArray | Promise<HostArray> {
  checkReadable(call, value)
  const { backend } = value
  const isSync = !backend || (backend.readSync !== undefined && backend.compileSync !== undefined && queueOf(backend).idle)
  if (isSync && value.state.kind === 'pending') flush([value], backend!)
  // Even there a program may have to be waited for: what compiles it can still be loading.
  return isSync && value.state.kind !== 'scheduled' ? readBitsSync(call, value) : readBits(call, value)
}

/** The numbers of a value: its bits, with float16 decoded. */
export const readNumbers = async (call: string, value: Value): Promise<HostArray> =>
  decodeNumbers(value.type.dtype, await readBits(call, value))

/** Computes pending values together, without reading them. */
export function computeTogether(values: readonly Value[]): void {
  const byBackend = new Map<NonNullable<Value['backend']>, Value[]>()
  for (const value of values) {
    if (value.state.kind === 'pending' && value.backend)
      byBackend.set(value.backend, [...(byBackend.get(value.backend) ?? []), value])
  }
  for (const [backend, group] of byBackend) flush(group, backend)
}
