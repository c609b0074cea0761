/** Modules that the engine accepts and that do what was written. */
import { describe, expect, it } from 'vitest'
import { requireEngine, type WasmInstance } from '../engine.ts'
import { allowRelaxedSimd } from '../testing/allow-relaxed-simd.ts'
import { FunctionBuilder, type SharedFunctions } from './function-builder.ts'
import { ModuleBuilder } from './module-builder.ts'
import { type AccessName, accesses, type PlainName, plain } from './opcodes.ts'

allowRelaxedSimd()
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

const scalarOf: Record<string, string> = { i32x4: 'i32', f32x4: 'f32', f64x2: 'f64' }

/** What an instruction on vectors takes and leaves, by its name. */
function vectorStackOf(type: string, operation: string): { operands: string[]; result: string } {
  const result = 'v128'
  if (operation === 'splat') return { operands: [scalarOf[type]!], result }
  if (operation === 'any_true') return { operands: ['v128'], result: 'i32' }
  if (operation === 'bitselect' || operation === 'relaxed_madd') return { operands: ['v128', 'v128', 'v128'], result }
  if (/^sh[lr]/.test(operation)) return { operands: ['v128', 'i32'], result }
  const isUnary = /^(abs|neg|not|ceil|floor|nearest|sqrt|convert|demote|promote|extend|trunc_sat)/.test(operation)
  return { operands: isUnary ? ['v128'] : ['v128', 'v128'], result }
}

/** What an instruction takes and leaves, by its name. */
function stackOf(name: PlainName): { operands: string[]; result: string } {
  const [type = '', operation = ''] = name.split('.')
  if (type.includes('x') || type === 'v128') return vectorStackOf(type, operation)
  const conversion = /(?:convert|demote|promote|reinterpret|trunc_sat)_([if]\d\d)/.exec(operation)
  if (conversion) return { operands: [conversion[1]!], result: type }
  if (['eqz', 'extend8_s'].includes(operation)) return { operands: ['i32'], result: 'i32' }
  if (['abs', 'neg', 'ceil', 'floor', 'nearest', 'sqrt'].includes(operation)) return { operands: [type], result: type }
  const isComparison = /^(eq|ne|lt|gt|le|ge)(_[su])?$/.test(operation)
  return { operands: [type, type], result: isComparison ? 'i32' : type }
}

function pushZero(code: FunctionBuilder, type: string): void {
  if (type === 'f32') code.f32(0)
  else if (type === 'f64') code.f64(0)
  else code.i32(0)
  if (type === 'v128') code.op('i32x4.splat')
}

const isValid = (build: (code: FunctionBuilder) => void): boolean => {
  const module = new ModuleBuilder('relaxed')
  const code = new FunctionBuilder([], module)
  build(code)
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

  it('shuffles, replaces and stores lanes', () => {
    const words = run((code) => {
      code.i32(0).i32x4(1, 2, 3, 4).i32x4(5, 6, 7, 8).shuffle(0, 4, 3, 7).access('v128.store')
      code.i32(16).i32x4(1, 2, 3, 4).i32(9).lane('i32x4.replace_lane', 2).access('v128.store')
      code.i32(32).i32x4(1, 2, 3, 4).laneAccess('v128.store32_lane', 3, 4)
      code.i32(48).i32(0).i32x4(1, 2, 3, 4).laneAccess('v128.load32_lane', 0, 4).access('v128.store')
    })
    expect([...words.subarray(0, 16)]).toEqual([1, 5, 4, 8, 1, 2, 9, 4, 0, 4, 0, 0, 5, 2, 3, 4])
  })

  it('holds a shared function once, and passes vectors to it and back', () => {
    const module = new ModuleBuilder()
    const memory = new engine.Memory({ initial: 1, maximum: 1 })
    module.importMemory('host', 'memory')
    let defined = 0
    const double = (shared: SharedFunctions): FunctionBuilder => {
      defined++
      return new FunctionBuilder(['v128'], shared, ['v128']).get(0, 0).op('i32x4.add')
    }
    const code = new FunctionBuilder([], module)
    code.i32(0).i32x4(1, 2, 3, 4).callShared('double', double).callShared('double', double).access('v128.store')
    module.exportFunction('run', module.function(code))
    const { run: exported } = new engine.Instance(new engine.Module(module.bytes()), { host: { memory } }).exports
    if (typeof exported === 'function') exported()
    expect([...new Int32Array(memory.buffer, 0, 4)]).toEqual([4, 8, 12, 16])
    expect(defined).toBe(1)
    expect(() => new FunctionBuilder([]).callShared('double', double)).toThrow(/^internal: wasm: double is shared/)
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
