/** Calls of the host's functions: bits are copied out of memory, and what comes back is copied in. */
import {
  dtypeInfo,
  ExecutionError,
  formatType,
  type HostArray,
  hostFunction,
  hostView,
  InternalError,
  sizeOf,
  type TensorType,
} from '@neurite/core'
import { copyBytes, type HostFunction, type WasmMemory } from '../engine.ts'
import { hostIndex } from './host.ts'
import { addressBytes, type HostCall, kernel, type Lowering } from './kernel.ts'
import { sizeBytesOfType } from './view.ts'

/** Lowering of hostCall: the addresses of operands and results go to the host in a table. */
export const hostCall: Lowering<'hostCall'> = ({ attributes: { name }, operands: operandTypes, results: resultTypes }) =>
  kernel(
    ({ code, operands, results, scratch, hostCall: numberOf }) => {
      const views = [...operands, ...results]
      views.forEach(({ pointer }, i) => code.get(scratch, pointer).access('i32.store', i * addressBytes))
      const call = { name, operands: operandTypes, results: resultTypes }
      code.i32(numberOf(call)).get(scratch).call(hostIndex('hostCall'))
    },
    { scratchBytes: (operandTypes.length + resultTypes.length) * addressBytes },
  )

/** The bytes of what the function returned as result `index`, if it is what was promised. */
function resultBytes(name: string, index: number, type: TensorType, given: HostArray | undefined): Uint8Array {
  const { array } = dtypeInfo(type.dtype)
  const length = sizeOf(type.shape)
  if (given instanceof array && given.length === length) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
  const got = given ? `${given.constructor.name} of ${given.length}` : 'nothing'
  throw new ExecutionError(
    `hostCall: "${name}" must return a ${array.name} of ${length} as result ${index} (${formatType(type)}), got ${got}`,
  )
}

/** What modules import to call the host's functions: (number of the call, address of the table). */
export const hostCallIn =
  (memory: WasmMemory, calls: readonly HostCall[]): HostFunction =>
  (number, table) => {
    const call = calls[number ?? -1]
    if (!call || table === undefined) throw new InternalError(`wasm: there is no host call ${number}`)
    const { name, operands, results } = call
    const count = operands.length + results.length
    const start = table >>> 0
    // Copies: the function may keep them, and memory may grow, which makes another buffer, while it runs.
    const addresses = new Uint32Array(copyBytes(memory, start, count * addressBytes))
    const inputs = operands.map((type, i) => hostView(type.dtype, copyBytes(memory, addresses[i]!, sizeBytesOfType(type))))
    const given = hostFunction(name)(inputs)
    const bytes = results.map((type, index) => resultBytes(name, index, type, given[index]))
    bytes.forEach((data, i) => new Uint8Array(memory.buffer).set(data, addresses[operands.length + i]!))
  }
