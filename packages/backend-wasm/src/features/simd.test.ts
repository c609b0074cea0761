/** What modules hold at each level, and what their results have in common. */
import { type Program, sizeOf } from '@neurite/core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FunctionBuilder } from '../assembler/function-builder.ts'
import { ModuleBuilder } from '../assembler/module-builder.ts'
import { provideAll } from '../late/at-once.ts'
import { grain } from '../lowering/grain.ts'
import { emitModule } from '../program/module.ts'
import { planProgram } from '../program/plan.ts'
import { allowRelaxedSimd } from '../testing/allow-relaxed-simd.ts'
import { download, room, TestGraph, tensor, upload } from '../testing/run.ts'
import { wasm, type WasmOptions } from '../wasm.ts'
import { type SimdLevel, simdLevels } from './simd-level.ts'

provideAll()

allowRelaxedSimd()

// Kernels are cut as finely as they can be, so that threads share them all.
const usual = grain.work
beforeAll(() => void (grain.work = 1))
afterAll(() => void (grain.work = usual))

const relaxedMadd = String.fromCharCode(0xfd, 0x85, 0x02)
const matmul = { lhsBatch: [], rhsBatch: [], lhsContracting: [1], rhsContracting: [0] }

/** One node on float32 operands. */
const program = {
  matmul: (m: number, k: number, n: number): Program => {
    const graph = new TestGraph()
    const operands = [graph.parameter('input', 'float32', [m, k]), graph.parameter('input', 'float32', [k, n])]
    return graph.program([], [graph.node('dotGeneral', matmul, ...operands)])
  },
  /** Both operands lie dense along the sum. */
  dots: (m: number, k: number, n: number): Program => {
    const graph = new TestGraph()
    const operands = [graph.parameter('input', 'float32', [m, k]), graph.parameter('input', 'float32', [n, k])]
    return graph.program([], [graph.node('dotGeneral', { ...matmul, rhsContracting: [1] }, ...operands)])
  },
  conv: (channels: number): Program => {
    const graph = new TestGraph()
    const operands = [
      graph.parameter('input', 'float32', [2, 9, 8, channels]),
      graph.parameter('input', 'float32', [3, 3, channels, 13]),
    ]
    const attributes = { strides: [1, 1], low: [1, 1], high: [1, 1], dilations: [1, 1], groups: 1 }
    return graph.program([], [graph.node('conv', attributes, ...operands)])
  },
  /** a * b + c, as somebody has written it. */
  mulAdd: (size: number): Program => {
    const graph = new TestGraph()
    const [a, b, c] = [0, 1, 2].map(() => graph.parameter('input', 'float32', [size])) as [number, number, number]
    return graph.program([], [graph.node('add', {}, graph.node('mul', {}, a, b), c)])
  },
}

const everythingNames = ['product', 'pad', 'sum', 'argMax', 'cumSum', 'randomBits', 'pow'] as const

/** What vectors are used for, in many ways; its results by name. */
function everything(): Program {
  const graph = new TestGraph()
  const [x, zero] = [graph.parameter('input', 'float32', [21, 19]), graph.parameter('input', 'float32')]
  const key = graph.parameter('input', 'uint32', [2])
  const product = graph.node('sin', {}, graph.node('dotGeneral', { ...matmul, rhsContracting: [1] }, x, x))
  const padded = graph.node('pad', { low: [1, 2], high: [3, 9], interior: [0, 1] }, x, zero)
  const results: Record<(typeof everythingNames)[number], number> = {
    product,
    pad: padded,
    sum: graph.node('reduceSum', { axes: [1] }, padded),
    argMax: graph.node('argMax', { axis: 1 }, padded),
    cumSum: graph.node('cumSum', { axis: 0, reverse: false, exclusive: false }, padded),
    randomBits: graph.node('randomBits', { shape: [3, 7] }, key),
    pow: graph.node('pow', {}, x, x),
  }
  return graph.program(
    [],
    everythingNames.map((name) => results[name]),
  )
}

const textOf = (each: Program, simd: SimdLevel): string =>
  Array.from(emitModule(planProgram(each), { control: undefined, simd }).bytes, (byte) => String.fromCharCode(byte)).join('')

/** Runs a program on numbers that are not round, some times over. */
async function resultsOf(each: Program, options: WasmOptions, runs = 1): Promise<readonly (readonly number[])[]> {
  const backend = wasm(options)
  const executable = backend.compileSync!(each)
  const buffers = each.bindings.map(({ role, type }) => {
    if (role === 'output') return room(backend, type)
    const values = Array.from({ length: sizeOf(type.shape) }, (_, i) => Math.fround(Math.sin(i * 1.7 + 1)))
    return upload(backend, tensor(type.dtype, type.shape, type.dtype === 'uint32' ? values.map((_, i) => i + 5) : values))
  })
  for (let run = 0; run < runs; run++) executable.run({ buffers, scalars: new Uint8Array() })
  const results = each.bindings.flatMap(({ role, type }, i) =>
    role === 'output' ? [download(backend, type.dtype, buffers[i]!)] : [],
  )
  await backend.dispose()
  return results
}

describe('the assembler', () => {
  const inModule = (simd: SimdLevel): FunctionBuilder => new FunctionBuilder([], new ModuleBuilder(simd))

  it.each<[string, (code: FunctionBuilder) => unknown]>([
    ['a local', (code) => code.local('v128')],
    ['an instruction', (code) => code.op('f32x4.add')],
    ['a load', (code) => code.access('v128.load')],
    ['a lane', (code) => code.lane('f32x4.extract_lane', 0)],
    ['a load of a lane', (code) => code.laneAccess('v128.load32_lane', 0)],
    ['a constant', (code) => code.i32x4(0, 0, 0, 0)],
    ['a shuffle', (code) => code.shuffle(0, 1, 2, 3)],
  ])('refuses %s of vectors where there is no SIMD', (_, emit) => {
    expect(() => emit(inModule('none'))).toThrow("internal: wasm: a vector in a module whose simd is 'none'")
    expect(() => emit(inModule('plain'))).not.toThrow()
  })

  it('refuses relaxed instructions where SIMD is plain', () => {
    expect(() => inModule('plain').op('f32x4.relaxed_madd')).toThrow(/^internal: wasm: relaxed SIMD in a module/)
    expect(() => inModule('relaxed').op('f32x4.relaxed_madd')).not.toThrow()
  })
})

const products: readonly (readonly [string, Program])[] = [
  ['tiles', program.matmul(5, 33, 19)],
  ['tiles of dots', program.dots(2, 37, 5)],
  ['a convolution', program.conv(3)],
]

describe('relaxed SIMD', () => {
  it.each(products)('adds the products of %s', (_, each) => {
    expect(textOf(each, 'relaxed')).toContain(relaxedMadd)
    expect(textOf(each, 'plain')).not.toContain(relaxedMadd)
  })

  it('leaves alone what somebody multiplies and adds', async () => {
    expect(textOf(program.mulAdd(67), 'relaxed')).not.toContain(relaxedMadd)
    const [relaxed, plain] = await Promise.all([
      resultsOf(program.mulAdd(67), { simd: 'relaxed' }),
      resultsOf(program.mulAdd(67), { simd: 'plain' }),
    ])
    expect(relaxed).toEqual(plain)
  })

  it('gives sums that are as good', async () => {
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5))
    for (const [, each] of products) {
      const [[relaxed], [plain]] = [await resultsOf(each, { simd: 'relaxed' }), await resultsOf(each, { simd: 'plain' })]
      expect(relaxed).toEqual(close(plain!))
    }
  })
})

describe.each(simdLevels)('simd %s', (simd) => {
  it.each([...products, ['everything', everything()] as const])(
    'gives the same bits on any number of threads: %s',
    async (_, each) => {
      const expected = await resultsOf(each, { simd, threads: 1 })
      expect(await resultsOf(each, { simd, threads: 2 }, 200)).toEqual(expected)
      expect(await resultsOf(each, { simd, threads: 3 }, 200)).toEqual(expected)
    },
  )
})

describe('without SIMD', () => {
  it('everything is there, and what rounds nothing is the same to the bit', async () => {
    const [none, plain] = [await resultsOf(everything(), { simd: 'none' }), await resultsOf(everything(), { simd: 'plain' })]
    everythingNames.forEach((name, i) => {
      const isExact = name === 'pad' || name === 'argMax' || name === 'randomBits'
      const expected = plain[i]!.map((value) => (isExact || Number.isNaN(value) ? value : expect.closeTo(value, 5)))
      expect(none[i], name).toEqual(expected)
    })
  })
})
