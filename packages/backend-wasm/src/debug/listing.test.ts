/** Every instruction that the assembler knows is read back. */
import { describe, expect, it } from 'vitest'
import { FunctionBuilder } from '../assembler/function-builder.ts'
import { ModuleBuilder } from '../assembler/module-builder.ts'
import { accesses, atomics, laneAccesses, laned, plain } from '../assembler/opcodes.ts'
import { listFunctions } from './listing.ts'

const keysOf = <Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] => Object.keys(table) as Name[]

/** The text of one function, without its head and its end. */
function linesOf(emit: (code: FunctionBuilder) => void): string[] {
  const module = new ModuleBuilder('relaxed')
  const code = new FunctionBuilder(['i32'], module)
  emit(code)
  module.function(code)
  return listFunctions(module.bytes(), () => undefined)[0]!
    .text.split('\n')
    .slice(1, -1)
}

/** The words of a function: those behind two spaces or on a line of their own. */
const wordsOf = (emit: (code: FunctionBuilder) => void): string[] => linesOf(emit).flatMap((line) => line.trim().split('  '))

describe('listFunctions', () => {
  it.each(keysOf(plain))('reads %s', (name) => {
    expect(wordsOf((code) => code.op(name, 'drop'))).toEqual([name, 'drop'])
  })

  it.each(keysOf(accesses))('reads %s', (name) => {
    expect(wordsOf((code) => code.access(name, 300).access(name))).toEqual([`${name} offset=300`, name])
  })

  it.each(keysOf(laned))('reads %s', (name) => {
    expect(wordsOf((code) => code.lane(name, 1).op('drop'))).toEqual([`${name} 1`, 'drop'])
  })

  it.each(keysOf(laneAccesses))('reads %s', (name) => {
    expect(wordsOf((code) => code.laneAccess(name, 3, 8).op('drop'))).toEqual([`${name} offset=8 3`, 'drop'])
  })

  it.each(keysOf(atomics))('reads %s', (name) => {
    expect(wordsOf((code) => code.atomic(name, 64).op('drop'))).toEqual([`${name} offset=64`, 'drop'])
  })

  it('reads constants of every type', () => {
    const words = wordsOf((code) =>
      code
        .i32(-5)
        .i32(1_000_000)
        .i32(-(2 ** 31))
        .f32(1.5)
        .f64(-0.1)
        .i32x4(1, -1, 0, 16)
        .op('drop'),
    )
    expect(words).toEqual([
      'i32.const -5',
      'i32.const 1000000',
      'i32.const -2147483648',
      'f32.const 1.5',
      'f64.const -0.1',
      'v128.const i32x4 0x00000001 0xffffffff 0x00000000 0x00000010',
      'drop',
    ])
  })

  it('reads shuffles, waiting and waking, copies and fills', () => {
    const words = wordsOf((code) =>
      code.shuffle(0, 4, 1, 7).waitMemory(5_000_000, 64).notifyMemory(64).op('drop').copyMemory().fillMemory(),
    )
    expect(words).toEqual([
      'i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 28 29 30 31',
      'i64.const 5000000',
      'memory.atomic.wait32 offset=64',
      'memory.atomic.notify offset=64',
      'drop',
      'memory.copy',
      'memory.fill',
    ])
  })

  it('puts a statement on a line, and indents what stands in blocks', () => {
    const lines = linesOf((code) => {
      const [sum, flag] = [code.local('f32'), code.local('i32')]
      code.loop(() => {
        code.get(0).access('f32.load').get(sum).op('f32.add').set(sum)
        code.get(flag)
        code.branch(
          undefined,
          () => code.i32(0).set(flag),
          () => code.i32(1).tee(flag).op('drop'),
        )
        code.get(flag)
      })
    })
    expect(lines).toEqual([
      '  local f32 i32',
      '  loop',
      '    local.get 0  f32.load  local.get 1  f32.add  local.set 1',
      '    local.get 2  if',
      '      i32.const 0  local.set 2',
      '    else',
      '      i32.const 1  local.tee 2  drop',
      '    end',
      '    local.get 2  br_if 0',
      '  end',
    ])
  })

  it('names what functions call: imports, exports, and what the caller knows', () => {
    const module = new ModuleBuilder()
    module.importMemory('host', 'memory')
    const exp = module.importFunction('host', 'exp', { parameters: ['f64'], results: ['f64'] })
    const kernel = module.function(new FunctionBuilder(['i32'], module))
    const helper = module.function(new FunctionBuilder([], module, ['f64']).f64(1).call(exp))
    const driver = module.function(new FunctionBuilder([]).i32(0).call(kernel).call(helper).op('drop'))
    module.exportFunction('run', driver)
    const listed = listFunctions(module.bytes(), (index) => (index === kernel ? 'add' : undefined))
    expect(listed.map(({ index }) => index)).toEqual([kernel, helper, driver])
    expect(listed.map(({ text }) => text)).toEqual([
      '1: add(i32) {\n}',
      '2: function 2() -> f64 {\n  f64.const 1  call 0 (host.exp)\n}',
      '3: run() {\n  i32.const 0  call 1 (add)\n  call 2 (function 2)  drop\n}',
    ])
  })
})
