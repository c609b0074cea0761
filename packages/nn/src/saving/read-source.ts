/** Gets the bytes to load from wherever the user says. */
import { ArgumentError, DataError } from '@neurite/core'
import { describeValue } from '../options/describe-value.ts'
import { fileModules, readFile } from './node-files.ts'
import type { WeightsSource } from './saving-types.ts'

const isAddress = (source: string): boolean => /^(https?|blob|data):/.test(source)

async function fetchBytes(call: string, address: string | URL): Promise<Uint8Array> {
  let response: Response
  try {
    response = await fetch(address)
  } catch (cause) {
    throw new DataError(`${call}: ${String(address)} cannot be reached`, { cause })
  }
  if (!response.ok) throw new DataError(`${call}: ${String(address)} answered ${response.status} ${response.statusText}`.trim())
  return new Uint8Array(await response.arrayBuffer())
}

/** @throws DataError when it cannot be read; ArgumentError when it is no place */
export async function readSource(call: string, source: WeightsSource): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source
  if (source instanceof ArrayBuffer) return new Uint8Array(source)
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer())
  if (source instanceof URL) {
    return source.protocol === 'file:' ? readFile(call, source) : fetchBytes(call, source)
  }
  if (typeof source === 'string' && source !== '') {
    return isAddress(source) || !fileModules() ? fetchBytes(call, source) : readFile(call, source)
  }
  throw new ArgumentError(`${call}: expected a path, an address or bytes, got ${describeValue(source)}`)
}
