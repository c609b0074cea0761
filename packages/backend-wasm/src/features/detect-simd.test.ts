/** Which level is found, and which one is used. */
import { ArgumentError } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { requireEngine, type WasmEngine } from '../engine.ts'
import { chooseSimd, detectSimd } from './detect-simd.ts'
import { type SimdLevel, simdLevels } from './simd-level.ts'

const relaxedMadd = [0xfd, 0x85, 0x02]

const holds = (bytes: Uint8Array, part: readonly number[]): boolean =>
  bytes.some((_, i) => part.every((byte, offset) => bytes[i + offset] === byte))

/** This engine, less what is beyond a level. */
const upTo = (level: SimdLevel): Pick<WasmEngine, 'validate'> => ({
  validate: (bytes) => level === 'relaxed' || (level === 'plain' && !holds(bytes, relaxedMadd)),
})

describe('detectSimd', () => {
  it.each(simdLevels)('finds %s', (level) => expect(detectSimd(upTo(level))).toBe(level))

  it('asks with modules that real engines accept', () => {
    const engine = requireEngine()
    const asked: Uint8Array[] = []
    detectSimd({ validate: (bytes) => asked.push(bytes) < 0 })
    expect(asked).toHaveLength(2)
    expect(holds(asked[0]!, relaxedMadd)).toBe(true)
    expect(engine.validate(asked[1]!)).toBe(true)
  })
})

describe('chooseSimd', () => {
  it.each(simdLevels)('takes all of %s unless less is asked for', (level) => {
    expect(chooseSimd(upTo(level), undefined)).toBe(level)
    expect(chooseSimd(upTo(level), 'none')).toBe('none')
  })

  it('refuses what the engine does not have, and what there is not', () => {
    expect(() => chooseSimd(upTo('plain'), 'relaxed')).toThrow(ArgumentError)
    expect(() => chooseSimd(upTo('plain'), 'relaxed')).toThrow(
      "wasm: got simd 'relaxed', but this engine's is 'plain': leave the option out",
    )
    expect(() => chooseSimd(upTo('none'), 'plain')).toThrow("wasm: got simd 'plain', but this engine's is 'none'")
    const unknown = 'fast' as SimdLevel
    expect(() => chooseSimd(upTo('relaxed'), unknown)).toThrow('wasm: expected simd to be one of none, plain, relaxed, got fast')
  })
})
