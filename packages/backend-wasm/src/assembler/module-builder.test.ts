/** Modules that the engine accepts and that do what was written. */
import { describe, expect, it } from 'vitest'
import { requireEngine, type WasmInstance } from '../engine.ts'
import { FunctionBuilder } from './function-builder.ts'
import { ModuleBuilder } from './module-builder.ts'
import { type AccessName, accesses, type PlainName, plain } from './opcodes.ts'

const engine = requireEngine()

/** Builds a function on one memory, runs it with i32 arguments and returns the memory as 32-bit words. */
function run(build: (code: FunctionBuilder) => void, parameters: readonly 'i32'[] = [], ...operands: number[]): Int32Array {
  const memory = new engine.Memory({ initial: 1, maximum: 1 })
  const code = new FunctionBuilder(parameters)
  build(code)
  const module = new ModuleBuilder()
  module.importMemory('host', 'memory')
  module.exportFunction('run', module.function(code))
  const instance: WasmInstance = new engine.Instance(new engine.Module(module.bytes()), { host: { memory } })
  const exported = instance.exports['run']
  if (typeof exported !== 'function') throw new Error('nothing was exported')
  exported(...operands)
  return new Int32Array(memory.buffer)
}

/** What an instruction takes and leaves, by its name. */
function stackOf(name: PlainName): { operands: string[]; result: string } {
  const [type = '', operation = ''] = name.split('.')
  const wasm = type.includes('x4') ? 'v128' : type
  const conversion = /(?:convert|demote|promote|reinterpret|trunc_sat)_([if]\d\d)/.exec(operation)
  if (conversion) return { operands: [conversion[1]!], result: wasm }
  if (operation === 'splat') return { operands: ['i32'], result: 'v128' }
  if (operation === 'eqz') return { operands: ['i32'], result: 'i32' }
  if (['abs', 'neg', 'ceil', 'floor', 'nearest', 'sqrt'].includes(operation)) return { operands: [wasm], result: wasm }
  const isComparison = /^(eq|ne|lt|gt|le|ge)(_[su])?$/.test(operation)
  return { operands: [wasm, wasm], result: isComparison ? 'i32' : wasm }
}

function pushZero(code: FunctionBuilder, type: string): void {
  if (type === 'f32') code.f32(0)
  else if (type === 'f64') code.f64(0)
  else code.i32(0)
  if (type === 'v128') code.op('i32x4.splat')
}

const isValid = (build: (code: FunctionBuilder) => void): boolean => {
  const code = new FunctionBuilder([])
  build(code)
  const module = new ModuleBuilder()
  module.importMemory('host', 'memory')
  module.function(code)
  return engine.validate(module.bytes())
}

const storeOf: Record<string, AccessName> = { i32: 'i32.store', f32: 'f32.store', f64: 'f64.store', v128: 'v128.store' }

describe('opcodes', () => {
  const names = (Object.keys(plain) as PlainName[]).filter((name) => name.includes('.'))
  it.each(names)('%s is valid with the operands that its name says', (name) => {
    const { operands, result } = stackOf(name)
    const valid = isValid((code) => {
      code.i32(0)
      for (const type of operands) pushZero(code, type)
      code.op(name).access(storeOf[result]!)
    })
    expect(valid).toBe(true)
  })

  it.each(Object.keys(accesses) as AccessName[])('%s is valid', (name) => {
    const type = name.startsWith('v128') ? 'v128' : name.slice(0, 3)
    const valid = isValid((code) => {
      code.i32(0)
      if (name.includes('load')) code.access(name, 1000).op('drop')
      else {
        pushZero(code, type)
        code.access(name, 1000)
      }
    })
    expect(valid).toBe(true)
  })
})

describe('ModuleBuilder', () => {
  it('runs loops, branches, locals and parameters', () => {
    // memory[0] = sum of the odd numbers below n
    const words = run(
      (code) => {
        const [i, sum] = [code.local('i32'), code.local('i32')]
        code.loop(() => {
          code.get(i).i32(1).op('i32.and')
          code.branch(
            'i32',
            () => code.get(i),
            () => code.i32(0),
          )
          code.get(sum).op('i32.add').set(sum)
          code.get(i).i32(1).op('i32.add').tee(i).get(0).op('i32.lt_s')
        })
        code.i32(0).get(sum).access('i32.store')
      },
      ['i32'],
      10,
    )
    expect(words[0]).toBe(25)
  })

  it('fills and copies memory', () => {
    const words = run((code) => code.i32(0).i32(1).i32(4).fillMemory().i32(8).i32(0).i32(4).copyMemory())
    expect([...words.subarray(0, 4)]).toEqual([0x01010101, 0, 0x01010101, 0])
  })

  it('reads lanes and float constants', () => {
    const words = run((code) => {
      code.i32(0).i32(5).op('i32x4.splat').access('v128.store')
      code.i32(8).f32(1.5).access('f32.store')
      code.i32(16).i32(0).access('v128.load').extractLane(2).access('f32.store')
    })
    expect([...words.subarray(0, 5)]).toEqual([5, 5, 0x3fc00000, 5, 0x3fc00000])
  })

  it('builds modules whose sections need long sizes', () => {
    const module = new ModuleBuilder()
    const index = module.importFunction('host', 'log', { parameters: ['f64'], results: [] })
    const counts: number[] = []
    for (let i = 0; i < 300; i++) {
      const code = new FunctionBuilder([])
      for (let k = 0; k < 50; k++) code.f64(i).op('drop')
      code.f64(i).call(index)
      counts.push(module.function(code))
    }
    module.exportFunction('last', counts.at(-1)!)
    const seen: number[] = []
    const instance = new engine.Instance(new engine.Module(module.bytes()), { host: { log: (value) => void seen.push(value!) } })
    const last = instance.exports['last']
    if (typeof last === 'function') last()
    expect(seen).toEqual([299])
  })
})
