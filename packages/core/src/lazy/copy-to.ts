/** Moves a value to another backend, in the order of both backends' work. */
import type { Backend } from '../backend/backend.ts'
import type { HostArray } from '../dtype/dtype.ts'
import { queueOf } from '../runtime/queue.ts'
import { runFailure } from './flush.ts'
import { readBitsWhenReady } from './read.ts'
import { allocateStorages } from './resident.ts'
import { Value } from './value.ts'

/** The same value on `target`; a host value only takes its side, other values are read and written. */
export function copyTo(value: Value, target: Backend): Value {
  const call = 'tensor.to'
  if (value.backend === target) return value
  if (value.state.kind === 'host') return new Value(value.type, value.state, target)
  const copy = new Value(value.type, { kind: 'host', data: new Uint8Array(0) }, target)
  const needs = readBitsWhenReady(call, value)
  const started = queueOf(target).add<HostArray>({
    needs,
    begin: (bits) => {
      const [storage] = allocateStorages(target, [value.type])
      target.write(storage!.slice, bits)
      copy.state = { kind: 'resident', storage: storage!.retain() }
    },
    fail: (error) => {
      copy.state = { kind: 'failed', error: runFailure(target, error, '') }
    },
  })
  if (started) copy.state = { kind: 'scheduled', started }
  return copy
}
