/** Functions on vectors against float64: over all magnitudes, at the edges, and wherever in a tensor a value stands. */
import { describe, expect, it } from 'vitest'
import { FunctionBuilder } from '../../assembler/function-builder.ts'
import { ModuleBuilder } from '../../assembler/module-builder.ts'
import { requireEngine } from '../../engine.ts'
import { runPrimitive, type TestTensor } from '../../testing/run.ts'
import { wasm } from '../../wasm.ts'
import { erf } from '../erf.ts'
import { operations as rareOperations } from '../rare/operations.ts'
import { type Operation, operations } from '../operations.ts'
import { callVector } from './expression.ts'

const backend = wasm()

function sigmoid(x: number): number {
  const small = Math.exp(-Math.abs(x))
  return x >= 0 ? 1 / (1 + small) : small / (1 + small)
}

/** References, and how many units in the last place a result may be away from the real number. */
const unaryRows = [
  { name: 'exp', reference: Math.exp, ulps: 1 },
  { name: 'expm1', reference: Math.expm1, ulps: 1.5 },
  { name: 'log', reference: Math.log, ulps: 1.5 },
  { name: 'log1p', reference: Math.log1p, ulps: 2 },
  { name: 'sin', reference: Math.sin, ulps: 2 },
  { name: 'cos', reference: Math.cos, ulps: 2 },
  { name: 'tanh', reference: Math.tanh, ulps: 1.5 },
  { name: 'sigmoid', reference: sigmoid, ulps: 2.5 },
  { name: 'erf', reference: erf, ulps: 1.5 },
] as const

const tiny = 2 ** -149
const greatest = 3.4028234663852886e38

/** Signs of zero, subnormals, borders of ranges, and arguments whose results are just finite, just normal, or just not 0. */
const edges = [
  0,
  tiny,
  3 * tiny,
  2 ** -127,
  2 ** -126,
  2 ** -64,
  2 ** -25,
  2 ** -24,
  2 ** -12,
  0.25,
  0.34657359,
  0.5,
  0.625,
  Math.SQRT1_2,
  1 - 2 ** -24,
  1,
  1 + 2 ** -23,
  Math.SQRT2,
  2,
  3.95,
  4,
  9.0109,
  9.011,
  16.6355,
  17.3287,
  18,
  20,
  87.33654,
  87.33655,
  88.72283,
  88.72284,
  89,
  100,
  103.27893,
  103.9,
  103.97207,
  103.97208,
  103.97209,
  104,
  150,
  2 ** 22,
  2 ** 23,
  2 ** 24,
  2 ** 28 - 32,
  2 ** 28,
  2 ** 31,
  16367173 * 2 ** 72,
  2 ** 126,
  2 ** 127,
  greatest,
  Infinity,
]
  .flatMap((x) => [Math.fround(x), Math.fround(-x)])
  .concat(NaN)

/** As many bit patterns, evenly over all float32, the lower bits scattered. */
function spread(count: number): number[] {
  const patterns = Uint32Array.from({ length: count }, (_, i) => i * (2 ** 32 / count) + (Math.imul(i, 2654435761) >>> 21))
  return Array.from(new Float32Array(patterns.buffer))
}

/** Numbers around multiples of π / 2, where a sine or a cosine has few digits left. */
const quarterTurns = Array.from({ length: 2 ** 16 }, (_, i) =>
  Math.fround(((i % 2 ? -i : i) * (1 + (i % 7) * 1234) * Math.PI) / 2),
)

/** Numbers of everyday size. */
const everyday = Array.from({ length: 2 ** 18 }, (_, i) => Math.fround((i / 2 ** 17 - 1) * 12))

/** How far a result is from the real number, in units in the last place; Infinity where it is of another kind. */
function ulpsBetween(result: number, real: number): number {
  const rounded = Math.fround(real)
  if (Object.is(result, rounded)) return 0
  if (!Number.isFinite(result) || !Number.isFinite(rounded) || Math.sign(result) !== Math.sign(rounded)) return Infinity
  const exponent = Math.max(-126, Math.floor(Math.log2(Math.abs(rounded))))
  return Math.abs(result - real) / 2 ** (exponent - 23)
}

const float32 = (values: readonly number[]): TestTensor => ({ dtype: 'float32', shape: [values.length], values })

type FunctionName = (typeof unaryRows)[number]['name'] | 'pow'

const resultsOf = (name: FunctionName, ...operands: readonly (readonly number[])[]): readonly number[] =>
  runPrimitive(backend, name, {}, operands.map(float32))[0]!.values

/** The result that is furthest from its reference. */
function worst(
  name: FunctionName,
  operands: readonly (readonly number[])[],
  reference: (...operands: number[]) => number,
): { readonly ulps: number; readonly at?: readonly number[]; readonly result?: number } {
  let found: ReturnType<typeof worst> = { ulps: 0 }
  resultsOf(name, ...operands).forEach((result, i) => {
    const at = operands.map((operand) => operand[i]!)
    const ulps = ulpsBetween(result, reference(...at))
    if (ulps > found.ulps) found = { ulps, at, result }
  })
  return found
}

describe.each(unaryRows)('$name', ({ name, reference, ulps }) => {
  it('is right at the edges', () => {
    const { ulps: most, ...where } = worst(name, [edges], reference)
    expect(most, JSON.stringify(where)).toBeLessThan(ulps)
  })

  it(`is within ${ulps} units in the last place for numbers of all magnitudes`, () => {
    for (const values of [spread(2 ** 20), everyday, quarterTurns]) {
      const { ulps: most, ...where } = worst(name, [values], reference)
      expect(most, JSON.stringify(where)).toBeLessThan(ulps)
    }
  })

  it('does not depend on where in a tensor a value stands', () => {
    const values = [...edges, ...spread(301), 1e9, 0.5, -1e30]
    const inVectors = resultsOf(name, values)
    const places = values.flatMap((_, i) => (i % 7 === 0 ? [i] : []))
    expect(places.map((i) => resultsOf(name, [values[i]!])[0])).toEqual(places.map((i) => inVectors[i]))
  })
})

describe('sigmoid', () => {
  it('keeps what is left far below 0', () => {
    expect(resultsOf('sigmoid', [-100, -100, -100, -100, -100])).toEqual(new Array(5).fill(Math.fround(Math.exp(-100))))
  })
})

/** IEEE 754; `Math.pow` gives NaN for 1 to the power of what is no number, and for -1 to an infinite power. */
const power = (a: number, b: number): number => (a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b)

describe('pow', () => {
  it('is right for all pairs of edges', () => {
    const special = [...edges, 3, -3, 2 ** 24 + 2, -(2 ** 24 - 1), ...[0.1, -0.1, 1.1].map(Math.fround)]
    const pairs = special.flatMap((a) => special.map((b) => [a, b] as const))
    const { ulps, ...where } = worst('pow', [pairs.map(([a]) => a), pairs.map(([, b]) => b)], power)
    expect(ulps, JSON.stringify(where)).toBeLessThan(0.6)
  })

  it('is within 0.6 units in the last place where results are finite', () => {
    const bases = spread(2 ** 19).map(Math.abs)
    const exponents = bases.map((a, i) => Math.fround((((i * 37) % 301) - 150) / (Math.abs(Math.log2(a)) + 1e-7)))
    const { ulps, ...where } = worst('pow', [bases, exponents], power)
    expect(ulps, JSON.stringify(where)).toBeLessThan(0.6)
  })

  it('is exact for whole powers that float32 holds', () => {
    expect(resultsOf('pow', [2, 3, -3, 10, -2, 5, 4], [10, 2, 3, 3, -2, 1, -0.5])).toEqual([1024, 9, -27, 1000, 0.25, 5, 0.5])
  })
})

describe('a module', () => {
  it('needs nothing from the host to hold them all, each once', () => {
    const module = new ModuleBuilder()
    const code = new FunctionBuilder(['v128', 'v128'], module, ['v128'])
    code.get(0)
    const rows: readonly Operation[] = [...Object.values(operations), ...Object.values(rareOperations)]
    const functions = rows.flatMap(({ vector }) => vector ?? [])
    for (const each of [...functions, ...functions]) {
      if (each.operands === 2) code.get(1)
      callVector(code, each)
    }
    // With the functions of the table stands one that only they call.
    expect(module.function(code)).toBe(functions.length + 1)
    expect(requireEngine().validate(module.bytes())).toBe(true)
  })
})
