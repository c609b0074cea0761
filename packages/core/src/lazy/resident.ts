/** Brings values onto a backend: uploads of host values, allocation with eviction, the storage behind a value. */
import type { Backend, BufferSlice } from '../backend/backend.ts'
import { sizeBytesOf } from '../dtype/dtype.ts'
import { DisposedError, InternalError } from '../errors/errors.ts'
import type { TensorType } from '../graph/graph.ts'
import { sizeOf } from '../shape/shape.ts'
import { ByBackend } from './by-backend.ts'
import { Storage } from './storage.ts'
import type { Value } from './value.ts'

/** Bytes of a dense tensor of this type. */
export const bytesOf = ({ shape, dtype }: TensorType): number => sizeOf(shape) * sizeBytesOf(dtype)

/** Host values with copies on some backend, for eviction. */
const copied = new Set<WeakRef<Value>>()

const forgotten = new FinalizationRegistry<WeakRef<Value>>((reference) => copied.delete(reference))

function rememberCopy(value: Value, backend: Backend, storage: Storage): void {
  if (!value.copies) {
    value.copies = new ByBackend()
    const reference = new WeakRef(value)
    copied.add(reference)
    forgotten.register(value, reference)
  }
  value.copies.set(backend, storage.retain())
}

/** Frees every device copy of a host value on `backend`, except those that the run being prepared uses. */
function evictCopies(backend: Backend, inUse: ReadonlySet<Storage>): boolean {
  let freed = false
  for (const reference of copied) {
    const value = reference.deref()
    const copy = value?.copies?.get(backend)
    if (!copy || inUse.has(copy)) continue
    value?.copies?.delete(backend)
    copy.release()
    freed = true
  }
  return freed
}

/** Zeroed storage for tensors of these types. When memory is short, copies of host tensors are evicted first. */
export function allocateStorages(
  backend: Backend,
  types: readonly TensorType[],
  inUse: ReadonlySet<Storage> = new Set(),
): Storage[] {
  if (types.length === 0) return []
  const sizes = types.map(bytesOf)
  let slices: readonly BufferSlice[]
  try {
    slices = backend.allocate(sizes)
  } catch (error) {
    if (!evictCopies(backend, inUse)) throw error
    slices = backend.allocate(sizes)
  }
  return slices.map((slice) => new Storage(backend, slice))
}

function upload(backend: Backend, value: Value, inUse: ReadonlySet<Storage>): Storage {
  if (value.state.kind !== 'host') throw new InternalError('only host values are uploaded')
  const [storage] = allocateStorages(backend, [value.type], inUse)
  backend.write(storage!.slice, value.state.data)
  rememberCopy(value, backend, storage!)
  return storage!
}

/**
 * The storage of a known value on `backend`, uploading a host value at its first use there.
 *
 * @throws the value's own error when it failed; DisposedError when it was disposed
 */
export function storageOn(backend: Backend, value: Value, inUse: ReadonlySet<Storage> = new Set()): Storage {
  const { state } = value
  switch (state.kind) {
    case 'resident':
      return state.storage
    case 'host':
      return value.copies?.get(backend) ?? upload(backend, value, inUse)
    case 'failed':
      throw state.error
    case 'freed':
      throw new DisposedError('tensor: it was disposed; use it before dispose()')
    default:
      throw new InternalError(`a ${state.kind} value has no storage`)
  }
}

/** Gives up what a value holds. Memory that a pending node may still read is left to the collector. */
export function disposeValue(value: Value): void {
  const { state } = value
  value.disposed = true
  if (value.consumers > 0) return
  value.state = { kind: 'freed' }
  if (state.kind === 'resident') state.storage.release()
  for (const copy of value.copies?.values() ?? []) copy.release()
  value.copies?.clear()
}
