/** Finds out how much SIMD an engine has, and how much of it a backend uses. */
import { ArgumentError } from '@neurite/core'
import { FunctionBuilder } from '../assembler/function-builder.ts'
import { ModuleBuilder } from '../assembler/module-builder.ts'
import type { PlainName } from '../assembler/opcodes.ts'
import { type SimdLevel, simdLevels } from './simd-level.ts'

/** What only an engine of the level has: an instruction, which takes so many vectors. */
const probes = {
  plain: { name: 'f32x4.neg', operands: 1 },
  relaxed: { name: 'f32x4.relaxed_madd', operands: 3 },
} as const satisfies Record<Exclude<SimdLevel, 'none'>, { readonly name: PlainName; readonly operands: number }>

/** The smallest module with the instruction. */
function probe(level: keyof typeof probes): Uint8Array {
  const { name, operands } = probes[level]
  const module = new ModuleBuilder(level)
  const code = new FunctionBuilder([], module)
  for (let operand = 0; operand < operands; operand++) code.i32(0).op('i32x4.splat')
  module.function(code.op(name, 'drop'))
  return module.bytes()
}

/** The highest level that an engine has. */
export function detectSimd(engine: { validate(bytes: Uint8Array): boolean }): SimdLevel {
  if (engine.validate(probe('relaxed'))) return 'relaxed'
  return engine.validate(probe('plain')) ? 'plain' : 'none'
}

/**
 * The level to use: the one that was asked for, or else what the engine has.
 *
 * @throws ArgumentError when what was asked for is no level, or more than the engine has
 */
export function chooseSimd(engine: { validate(bytes: Uint8Array): boolean }, asked: SimdLevel | undefined): SimdLevel {
  const found = detectSimd(engine)
  if (asked === undefined) return found
  if (!simdLevels.includes(asked)) {
    throw new ArgumentError(`wasm: expected simd to be one of ${simdLevels.join(', ')}, got ${String(asked)}`)
  }
  if (simdLevels.indexOf(asked) <= simdLevels.indexOf(found)) return asked
  const flag = asked === 'relaxed' ? ' (Node 20 takes --experimental-wasm-relaxed-simd)' : ''
  throw new ArgumentError(
    `wasm: got simd '${asked}', but this engine's is '${found}': leave the option out, or use a newer engine${flag}`,
  )
}
