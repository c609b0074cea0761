/** Unary primitives: known values, IEEE edges, rounding and wrap-around. */
import { type DType, primitiveNames, type UnaryName } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { apply, tensor } from '../../testing/apply-primitive.ts'

const inf = Infinity

const run = (primitive: UnaryName, dtype: DType, x: readonly number[]) =>
  apply({ primitive, attributes: {} }, tensor(dtype, x)).values

/** Values that IEEE 754 or the definition gives exactly; -0 and 0 are told apart. A primitive without a row does not compile. */
const exact: { readonly [P in UnaryName]: readonly (readonly [DType, number[], number[]])[] } = {
  neg: [
    ['float32', [0, -0, 1.5, inf, NaN], [-0, 0, -1.5, -inf, NaN]],
    ['int32', [5, -2147483648, 0], [-5, -2147483648, 0]],
    ['uint32', [1, 0], [4294967295, 0]],
    ['int8', [-128, 127], [-128, -127]],
    ['uint8', [1, 255], [255, 1]],
  ],
  abs: [
    ['float32', [-0, -2.5, -inf, NaN], [0, 2.5, inf, NaN]],
    ['int32', [-7, -2147483648], [7, -2147483648]],
    ['int8', [-128, -127], [-128, 127]],
    ['uint8', [200], [200]],
  ],
  sign: [
    ['float32', [-3, -0, 0, 1e-45, inf, -inf, NaN], [-1, -0, 0, 1, 1, -1, NaN]],
    ['int32', [-9, 0, 9], [-1, 0, 1]],
    ['uint32', [4294967295, 0], [1, 0]],
  ],
  exp: [
    ['float64', [0, -0, -inf, inf, 1000, -1000, NaN], [1, 1, 0, inf, inf, 0, NaN]],
    ['float32', [89, -104], [inf, 0]],
  ],
  expm1: [['float64', [0, -0, -inf, inf, 1e-20, -1000, NaN], [0, -0, -1, inf, 1e-20, -1, NaN]]],
  log: [['float64', [1, 0, -0, -1, inf, NaN], [0, -inf, -inf, NaN, inf, NaN]]],
  log1p: [['float64', [0, -0, -1, -2, inf, 1e-20, NaN], [0, -0, -inf, NaN, inf, 1e-20, NaN]]],
  sqrt: [
    ['float64', [0, -0, 4, 2, -1, inf, NaN], [0, -0, 2, Math.SQRT2, NaN, inf, NaN]],
    ['float16', [2], [1.4140625]],
  ],
  rsqrt: [['float64', [4, 0, -0, inf, -1, NaN], [0.5, inf, -inf, 0, NaN, NaN]]],
  sin: [['float64', [0, -0, inf, NaN], [0, -0, NaN, NaN]]],
  cos: [['float64', [0, -0, -inf, NaN], [1, 1, NaN, NaN]]],
  tanh: [['float64', [0, -0, 1000, -1000, inf, -inf, NaN], [0, -0, 1, -1, 1, -1, NaN]]],
  tan: [['float64', [0, -0, inf, NaN], [0, -0, NaN, NaN]]],
  asin: [['float64', [0, -0, 1, -1, 1.5, NaN], [0, -0, Math.PI / 2, -Math.PI / 2, NaN, NaN]]],
  acos: [['float64', [1, -1, 0, -1.5, NaN], [0, Math.PI, Math.PI / 2, NaN, NaN]]],
  atan: [['float64', [0, -0, inf, -inf, NaN], [0, -0, Math.PI / 2, -Math.PI / 2, NaN]]],
  sinh: [['float64', [0, -0, 1000, -1000, inf, -inf, NaN], [0, -0, inf, -inf, inf, -inf, NaN]]],
  cosh: [['float64', [0, -0, 1000, -1000, -inf, NaN], [1, 1, inf, inf, inf, NaN]]],
  asinh: [['float64', [0, -0, inf, -inf, 1e-20, NaN], [0, -0, inf, -inf, 1e-20, NaN]]],
  acosh: [['float64', [1, 0.5, -2, inf, NaN], [0, NaN, NaN, inf, NaN]]],
  atanh: [['float64', [0, -0, 1, -1, 2, 1e-20, NaN], [0, -0, inf, -inf, NaN, 1e-20, NaN]]],
  erf: [['float64', [0, -0, 6, -6, inf, -inf, NaN], [0, -0, 1, -1, 1, -1, NaN]]],
  sigmoid: [['float64', [0, 1000, -1000, inf, -inf, NaN], [0.5, 1, 0, 1, 0, NaN]]],
  floor: [['float32', [-0.5, -0, 1.9, -1.1, inf, NaN], [-1, -0, 1, -2, inf, NaN]]],
  ceil: [['float32', [-0.5, 0, 1.1, -1.9, -inf, NaN], [-0, 0, 2, -1, -inf, NaN]]],
  round: [
    ['float64', [0.5, 1.5, 2.5, -0.5, -1.5, -2.5], [0, 2, 2, -0, -2, -2]],
    ['float64', [0.49999999999999994, -0.2, 2.4, 2.6, 2251799813685249.5], [0, -0, 2, 3, 2251799813685250]],
    ['float64', [9007199254740991, -inf, inf, NaN, -0], [9007199254740991, -inf, inf, NaN, -0]],
    ['float16', [0.5, 3.5], [0, 4]],
  ],
  logicalNot: [['bool', [0, 1], [1, 0]]],
  bitwiseNot: [
    ['int32', [0, -1, 2147483647], [-1, 0, -2147483648]],
    ['uint32', [0, 4294967295, 1], [4294967295, 0, 4294967294]],
    ['int8', [0, 127, -128], [-1, -128, 127]],
    ['uint8', [0, 255, 170], [255, 0, 85]],
  ],
}

/** Mathematical constants and tabulated values, to the last digits of float64. */
const nearly: readonly [UnaryName, number, number][] = [
  ['exp', 1, Math.E],
  ['exp', -2, 0.1353352832366127],
  ['expm1', 1e-5, 1.0000050000166667e-5],
  ['expm1', 1, 1.718281828459045],
  ['log', 2, Math.LN2],
  ['log', 10, Math.LN10],
  ['log1p', 1e-5, 9.999950000333332e-6],
  ['log1p', 1, Math.LN2],
  ['rsqrt', 2, Math.SQRT1_2],
  ['sin', 1, 0.8414709848078965],
  ['sin', -Math.PI / 6, -0.5],
  ['cos', 1, 0.5403023058681398],
  ['cos', Math.PI / 3, 0.5],
  ['tanh', 0.5, 0.4621171572600098],
  ['tanh', 1e-9, 1e-9],
  ['sigmoid', 2, 0.8807970779778823],
  ['sigmoid', -2, 0.11920292202211755],
  ['sigmoid', -700, 9.85967654375977e-305],
  ['tan', 1, 1.5574077246549023],
  ['tan', -1.5, -14.101419947171719],
  ['asin', 0.5, 0.5235987755982989],
  ['asin', -1e-9, -1e-9],
  ['acos', 0.5, 1.0471975511965979],
  ['acos', -0.75, 2.4188584057763776],
  ['atan', 2, 1.1071487177940904],
  ['atan', -1e-9, -1e-9],
  ['sinh', 1, 1.1752011936438014],
  ['sinh', 1e-9, 1e-9],
  ['sinh', -3, -10.017874927409903],
  ['cosh', 1, 1.5430806348152437],
  ['cosh', -3, 10.067661995777765],
  ['asinh', 1, 0.881373587019543],
  ['asinh', -1e-9, -1e-9],
  ['asinh', -5, -2.3124383412727525],
  ['acosh', 2, 1.3169578969248168],
  ['acosh', 1.0009765625, 0.044190578083110096],
  ['atanh', 0.5, 0.5493061443340549],
  ['atanh', -1e-9, -1e-9],
  ['erf', 1e-9, 1.1283791670955127e-9],
  ['erf', 0.25, 0.27632639016823696],
  ['erf', 0.5, 0.5204998778130465],
  ['erf', 1, 0.8427007929497149],
  ['erf', -2, -0.9953222650189527],
  ['erf', 3, 0.9999779095030014],
  ['erf', 5, 0.9999999999984626],
]

describe('unary primitives', () => {
  const names = primitiveNames.filter((name): name is UnaryName => name in exact)
  const rows = names.flatMap((primitive) => exact[primitive].map((row) => [primitive, ...row] as const))

  test.each(rows)('%s of %s %j', (primitive, dtype, x, expected) => {
    expect(run(primitive, dtype, x)).toEqual(expected)
  })

  test.each(nearly)('%s(%d) is %d to the last digits', (primitive, x, expected) => {
    const [given] = run(primitive, 'float64', [x])
    expect(Math.abs(given! - expected)).toBeLessThanOrEqual(4 * Number.EPSILON * Math.abs(expected))
  })

  // Small whole arguments are the same number in every float dtype, so the true value is too.
  const whole = nearly.filter(([, x]) => Number.isInteger(x) && Math.abs(x) <= 10)

  test.each(whole)('%s(%d) is rounded once to float32', (primitive, x, expected) => {
    expect(run(primitive, 'float32', [x])).toEqual([Math.fround(expected)])
  })

  test.each(whole)('%s(%d) is rounded once to float16', (primitive, x, expected) => {
    const [given] = run(primitive, 'float16', [x])
    expect(Math.abs(given! - expected)).toBeLessThanOrEqual(2 ** -11 * Math.abs(expected))
  })
})
