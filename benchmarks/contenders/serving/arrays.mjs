/** Arrays in a folder: raw bytes, and a list of their types and shapes. Written by the parent, read by every contender. */
import { readFileSync, writeFileSync } from 'node:fs'

/** @typedef {Float32Array | Int32Array | Uint8Array} Data */
/** @typedef {{ readonly dtype: 'float32' | 'int32' | 'uint8', readonly shape: readonly number[] }} Entry */

const types = { float32: Float32Array, int32: Int32Array, uint8: Uint8Array }

/** @param {Data} data @returns {Entry['dtype']} */
const dtypeOf = (data) => (data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'uint8')

/**
 * @param {string} folder
 * @param {Readonly<Record<string, { data: Data, shape: readonly number[] }>>} arrays
 */
export function writeArrays(folder, arrays) {
  /** @type {Record<string, Entry>} */
  const list = {}
  for (const [name, { data, shape }] of Object.entries(arrays)) {
    list[name] = { dtype: dtypeOf(data), shape }
    writeFileSync(`${folder}/${name}.bin`, new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  }
  writeFileSync(`${folder}/arrays.json`, JSON.stringify(list))
}

/**
 * @param {string} folder
 * @returns {import('../../types.d.ts').Arrays}
 */
export function openArrays(folder) {
  /** @type {Record<string, Entry>} */
  const list = JSON.parse(readFileSync(`${folder}/arrays.json`, 'utf8'))
  return {
    read(name) {
      const entry = list[name]
      if (!entry) throw new Error(`there is no array ${name}`)
      const bytes = readFileSync(`${folder}/${name}.bin`)
      // A copy of its own: the pool's buffers are not aligned.
      const data = new types[entry.dtype](new Uint8Array(bytes).buffer)
      return { data, shape: entry.shape }
    },
  }
}
