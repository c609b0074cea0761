/** Reads values: computes what is pending, waits, and copies the bits to the host. */
import { decodeNumbers, encodeNumbers } from '../dtype/encode.ts'
import { type HostArray, hostView } from '../dtype/dtype.ts'
import { BackendError, DisposedError, TraceError } from '../errors/errors.ts'
import { sizeOf } from '../shape/shape.ts'
import { yieldWhenDue } from '../runtime/macrotask.ts'
import { queueOf } from '../runtime/queue.ts'
import { flush, runFailure } from './flush.ts'
import { currentScope } from './scope.ts'
import type { Storage } from './storage.ts'
import type { Value } from './value.ts'

/** Refuses what cannot be read: symbolic, disposed and failed values, and any reading inside a trace. */
function checkReadable(call: string, { state, disposed }: Value): void {
  const scope = currentScope()
  if (scope) {
    throw new TraceError(`${call}: a tensor cannot be read inside ${scope.call}, which records operations and runs none; return the tensor and read it outside`)
  }
  const home = state.kind === 'parameter' ? state.scope : state.kind === 'pending' ? state.node.scope : undefined
  if (home) {
    throw new TraceError(`${call}: this tensor only exists inside ${home.call}, which has been traced; return it from the function and read the result`)
  }
  if (disposed) throw new DisposedError(`${call}: the tensor was disposed; read it before dispose()`)
  if (state.kind === 'failed') throw state.error
}

const bitsOf = (value: Value, bytes: ArrayBuffer): HostArray => hostView(value.type.dtype, bytes, 0, sizeOf(value.type.shape))

/** Host values and numbers need no backend. */
function hostBits({ state, type }: Value): HostArray | undefined {
  if (state.kind === 'host') return state.data.slice()
  if (state.kind === 'number') return encodeNumbers(type.dtype, [state.value])
  return undefined
}

async function readStorage(value: Value, storage: Storage): Promise<HostArray> {
  const { backend, slice } = storage
  // The read is enqueued now, so that it sees this moment's contents; the run's own error comes before the read's.
  const reading = backend.read(slice)
  reading.catch(() => {})
  try {
    await storage.submission
    return bitsOf(value, await reading)
  } catch (error) {
    throw runFailure(backend, error, '')
  }
}

/** The raw bits of a value, computing it if it is pending. */
export async function readBits(call: string, value: Value): Promise<HostArray> {
  checkReadable(call, value)
  if (value.state.kind === 'pending') flush([value], value.backend!)
  await yieldWhenDue()
  while (value.state.kind === 'scheduled') await value.state.started
  checkReadable(call, value)
  if (value.state.kind === 'resident') return readStorage(value, value.state.storage)
  return hostBits(value)!
}

/** `readBits` without waiting, where the backend compiles and reads synchronously. */
export function readBitsSync(call: string, value: Value): HostArray {
  checkReadable(call, value)
  const { backend } = value
  if (backend && !(backend.readSync && backend.compileSync && queueOf(backend).idle)) {
    throw new BackendError(`${call}: the ${backend.name} backend cannot be read synchronously; use \`await tensor.data()\``)
  }
  if (value.state.kind === 'pending') flush([value], backend!)
  checkReadable(call, value)
  if (value.state.kind === 'resident') return bitsOf(value, backend!.readSync!(value.state.storage.slice))
  return hostBits(value)!
}

/** The numbers of a value: its bits, with float16 decoded. */
export const readNumbers = async (call: string, value: Value): Promise<HostArray> =>
  decodeNumbers(value.type.dtype, await readBits(call, value))

/** Computes pending values together, without reading them. */
export function computeTogether(values: readonly Value[]): void {
  const byBackend = new Map<NonNullable<Value['backend']>, Value[]>()
  for (const value of values) {
    if (value.state.kind === 'pending' && value.backend) byBackend.set(value.backend, [...(byBackend.get(value.backend) ?? []), value])
  }
  for (const [backend, group] of byBackend) flush(group, backend)
}
