/** Calls of the host's functions: bits are copied out of memory, and what comes back is copied in. */
import { callHostFunction, hostView, InternalError } from '@neurite/core'
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
    callHostFunction(name, inputs, results).forEach(({ buffer, byteOffset, byteLength }, i) =>
      new Uint8Array(memory.buffer).set(new Uint8Array(buffer, byteOffset, byteLength), addresses[operands.length + i]!),
    )
  }
