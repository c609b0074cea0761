/** Lets tests use relaxed SIMD where the engine has it behind a flag: Node 20. Nothing else can be done about an engine without. */
import { requireEngine } from '../engine.ts'
import { detectSimd } from '../features/detect-simd.ts'

interface Globals {
  readonly process?: { getBuiltinModule?(name: 'node:v8'): { setFlagsFromString(flags: string): void } | undefined }
}

/** Call it before the first backend is made. */
export function allowRelaxedSimd(): void {
  if (detectSimd(requireEngine()) === 'relaxed') return
  const { process } = globalThis as Globals
  process?.getBuiltinModule?.('node:v8')?.setFlagsFromString('--experimental-wasm-relaxed-simd')
}
