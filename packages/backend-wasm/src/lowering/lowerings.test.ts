/** Every primitive, over dtypes, layouts, empty and 0-d shapes and edge values, against values worked out by hand. */
import {
  decodeNumbers,
  type DType,
  encodeNumbers,
  type Graph,
  type None,
  type PrimitiveAttributes,
  type PrimitiveName,
  primitiveNames,
  registerHostFunction,
  sizeOf,
} from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { runPrimitive, scalar, tensor, TestGraph, type TestTensor, vector } from '../testing/run.ts'
import { wasm } from '../wasm.ts'
import { lower } from './lowerings.ts'

interface Case<Attributes> {
  readonly attributes: Attributes
  readonly operands: readonly TestTensor[]
  readonly results: readonly TestTensor[]
  /** Relative distance that is allowed; 0 unless said. */
  readonly tolerance?: number
}

const none = {}
const [inf, nan] = [Infinity, Number.NaN]
const lowestInt = -(2 ** 31)
const highestInt = 2 ** 31 - 1
const highestUint = 2 ** 32 - 1

/** The same elements over and over, so that four lanes at once, and what is left after them, come into play. */
const tiled = ({ dtype, values }: TestTensor): TestTensor => vector(dtype, ...Array.from({ length: 7 }, () => values).flat())

/** An elementwise case as given, and tiled to another length. */
function elementwise(operands: readonly TestTensor[], result: TestTensor, tolerance = 0): Case<None>[] {
  return [
    { attributes: none, operands, results: [result], tolerance },
    { attributes: none, operands: operands.map(tiled), results: [tiled(result)], tolerance },
  ]
}

const unary = (dtype: DType, x: readonly number[], result: readonly number[]): Case<None>[] =>
  elementwise([vector(dtype, ...x)], vector(dtype, ...result))

/** Against values with 16 digits: float32 and float64 have to be within an ulp or two. */
const transcendental = (x: readonly number[], result: readonly number[]): Case<None>[] => [
  ...elementwise([vector('float32', ...x)], vector('float32', ...result), 1.2e-7),
  ...elementwise([vector('float64', ...x)], vector('float64', ...result), 5e-16),
]

const binary = (dtype: DType, a: readonly number[], b: readonly number[], result: readonly number[]): Case<None>[] =>
  elementwise([vector(dtype, ...a), vector(dtype, ...b)], vector(dtype, ...result))

const compare = (dtype: DType, a: readonly number[], b: readonly number[], result: readonly number[]): Case<None>[] =>
  elementwise([vector(dtype, ...a), vector(dtype, ...b)], vector('bool', ...result))

const one = <Attributes>(
  attributes: Attributes,
  operands: readonly TestTensor[],
  ...results: readonly TestTensor[]
): Case<Attributes> => ({ attributes, operands, results })

const cast = (x: TestTensor, result: TestTensor): Case<{ dtype: DType }>[] => [
  one({ dtype: result.dtype }, [x], result),
  one({ dtype: result.dtype }, [tiled(x)], tiled(result)),
]

/** 0, 1, 2, ... in a shape. */
const counting = (dtype: DType, shape: readonly number[], start = 0): TestTensor =>
  tensor(
    dtype,
    shape,
    Array.from({ length: sizeOf(shape) }, (_, i) => start + i),
  )

/** A graph of one float32 scalar. */
function graphOf(write: (graph: TestGraph, x: number) => number[]): Graph {
  const graph = new TestGraph()
  return graph.program([], write(graph, graph.parameter('input', 'float32'))).graph
}

/** (sum, x) -> (sum + x, sum + x). */
function sumAndPass(): Graph {
  const graph = new TestGraph()
  const sum = graph.node('add', none, graph.parameter('input', 'float32'), graph.parameter('input', 'float32'))
  return graph.program([], [sum, sum]).graph
}

registerHostFunction('wasm/reverse', ([x]) => [x!.slice().reverse()])

const cases: { readonly [P in Exclude<PrimitiveName, 'composite'>]: readonly Case<PrimitiveAttributes[P]>[] } = {
  neg: [
    ...unary('float32', [1, -0, 0, inf, nan], [-1, 0, -0, -inf, nan]),
    ...unary('float64', [0.1, -0], [-0.1, 0]),
    ...unary('int32', [5, lowestInt], [-5, lowestInt]),
    ...unary('uint32', [1, 0], [highestUint, 0]),
    ...unary('int8', [-128, 7], [-128, -7]),
    ...unary('uint8', [1, 0], [255, 0]),
  ],
  abs: [
    ...unary('float32', [-1.5, -0, -inf, nan], [1.5, 0, inf, nan]),
    ...unary('float64', [-0.1], [0.1]),
    ...unary('int32', [-5, 5, lowestInt], [5, 5, lowestInt]),
    ...unary('uint32', [highestUint], [highestUint]),
    ...unary('int8', [-128, -7], [-128, 7]),
  ],
  sign: [
    ...unary('float32', [-3, -0, 0, 1e-45, inf, nan], [-1, -0, 0, 1, 1, nan]),
    ...unary('float64', [-3, -0, 5e-324, nan], [-1, -0, 1, nan]),
    ...unary('int32', [-3, 0, 9], [-1, 0, 1]),
    ...unary('int8', [-128, 0, 127], [-1, 0, 1]),
    ...unary('uint32', [highestUint, 0], [1, 0]),
  ],
  exp: transcendental([1, 0, -inf, inf, nan, -1, 89], [Math.E, 1, 0, inf, nan, 0.36787944117144233, 4.4896128191743455e38]),
  expm1: transcendental([1e-5, 0, -inf, 1], [1.0000050000166667e-5, 0, -1, 1.718281828459045]),
  log: transcendental([10, 1, 0, -1, inf], [Math.LN10, 0, -inf, nan, inf]),
  log1p: transcendental([1, -0, -1, -2], [Math.LN2, -0, -inf, nan]),
  sqrt: [...unary('float32', [2, 0, -0, -1, inf], [Math.SQRT2, 0, -0, nan, inf]), ...unary('float64', [2], [Math.SQRT2])],
  rsqrt: [...unary('float32', [4, 2, 0, inf], [0.5, Math.SQRT1_2, inf, 0]), ...unary('float64', [4, 0.25], [0.5, 2])],
  sin: transcendental([1, 0, 100], [0.8414709848078965, 0, -0.5063656411097588]),
  cos: transcendental([1, 0, 100], [0.5403023058681398, 1, 0.8623188722876839]),
  tan: transcendental([1, -0, 100, inf], [1.5574077246549023, -0, -0.5872139151569291, nan]),
  asin: transcendental([0.5, -0, -1, 1.5], [0.5235987755982989, -0, -Math.PI / 2, nan]),
  acos: transcendental([0.5, -0.75, 1, -2], [1.0471975511965979, 2.4188584057763776, 0, nan]),
  atan: transcendental([1, -0, -inf, 1e10], [Math.PI / 4, -0, -Math.PI / 2, 1.5707963266948965]),
  sinh: transcendental([1, -10, -0, inf, 711], [1.1752011936438014, -11013.232874703393, -0, inf, inf]),
  cosh: transcendental([1, -10, 0, -inf], [1.5430806348152437, 11013.232920103323, 1, inf]),
  tanh: transcendental([0.5, -100, 100, -0], [0.4621171572600098, -1, 1, -0]),
  asinh: transcendental([1, -100, -0, -inf], [0.881373587019543, -5.298342365610589, -0, -inf]),
  acosh: transcendental([2, 1.5, 1, 0.5, inf], [1.3169578969248168, 0.9624236501192069, 0, nan, inf]),
  atanh: transcendental([0.5, -0.25, -0, 1, -2], [0.5493061443340549, -0.25541281188299536, -0, inf, nan]),
  sigmoid: transcendental([2, 0, -100, 1000, -1000], [0.8807970779778825, 0.5, 3.720075976020836e-44, 1, 0]),
  erf: transcendental(
    [0.1, 0.5, -1, 2, 3.5, 5, -0, 7, -inf, nan],
    [
      0.1124629160182849,
      0.5204998778130465,
      -0.8427007929497149,
      0.9953222650189527,
      0.9999992569016276,
      0.9999999999984626,
      -0,
      1,
      -1,
      nan,
    ],
  ),
  floor: [...unary('float32', [1.5, -1.5, -0, inf], [1, -2, -0, inf]), ...unary('float64', [-0.5], [-1])],
  ceil: [...unary('float32', [1.5, -1.5, -0.5], [2, -1, -0]), ...unary('float64', [1.2], [2])],
  round: [...unary('float32', [0.5, 1.5, 2.5, -0.5, -2.5], [0, 2, 2, -0, -2]), ...unary('float64', [3.5, 4.5], [4, 4])],
  logicalNot: unary('bool', [0, 1, 1], [1, 0, 0]),
  bitwiseNot: [
    ...unary('int32', [0, -1, 5, lowestInt], [-1, 0, -6, highestInt]),
    ...unary('uint32', [0, 1], [highestUint, highestUint - 1]),
    ...unary('int8', [127, -1], [-128, 0]),
    ...unary('uint8', [0, 170], [255, 85]),
  ],

  add: [
    ...binary('float32', [1, 0.1, inf, -0], [2, 0.2, -inf, 0], [3, Math.fround(0.1) + Math.fround(0.2), nan, 0]),
    ...binary('float64', [0.1], [0.2], [0.30000000000000004]),
    ...binary('float16', [2048, 65504, 0.1], [1, 16, 0.2], [2048, inf, 0.2998046875]),
    ...binary('int32', [highestInt, -1], [1, 2], [lowestInt, 1]),
    ...binary('uint32', [highestUint], [2], [1]),
    ...binary('int8', [127, -128], [1, -1], [-128, 127]),
    ...binary('uint8', [255], [3], [2]),
  ],
  sub: [
    ...binary('float32', [1, 5], [2, 3], [-1, 2]),
    ...binary('float64', [1], [0.9], [0.09999999999999998]),
    ...binary('int32', [lowestInt], [1], [highestInt]),
    ...binary('uint8', [0], [1], [255]),
  ],
  mul: [
    ...binary('float32', [3, -0, inf], [0.5, 2, 0], [1.5, -0, nan]),
    ...binary('float64', [0.1], [3], [0.30000000000000004]),
    ...binary('int32', [65537, -3], [65537, 5], [131073, -15]),
    ...binary('uint32', [highestUint], [highestUint], [1]),
    ...binary('int8', [100, -128], [3, -1], [44, -128]),
    ...binary('uint8', [16], [17], [16]),
  ],
  div: [
    ...binary('float32', [1, 1, 0], [3, -0, 0], [1 / 3, -inf, nan]),
    ...binary('float64', [1], [3], [1 / 3]),
    ...binary('int32', [7, -7, 5, lowestInt, lowestInt], [2, 2, 0, -1, 1], [3, -3, 0, lowestInt, lowestInt]),
    ...binary('uint32', [highestUint, 1], [2, 0], [highestInt, 0]),
    ...binary('int8', [-128, -7, 9], [-1, 2, 0], [-128, -3, 0]),
    ...binary('uint8', [255, 3], [16, 0], [15, 0]),
  ],
  mod: [
    ...binary('float32', [5, -5, 5, -5, 4, 1, -1], [3, 3, -3, -3, -2, 0, inf], [2, 1, -1, -2, -0, nan, inf]),
    ...binary('float64', [5.5, -5.5], [2, 2], [1.5, 0.5]),
    ...binary('int32', [5, -5, 5, -5, 6, 7, lowestInt], [3, 3, -3, -3, -3, 0, -1], [2, 1, -1, -2, 0, 0, 0]),
    ...binary('uint32', [highestUint, 5], [10, 0], [5, 0]),
    ...binary('int8', [-128, -7], [-1, 3], [0, 2]),
    ...binary('uint8', [255], [16], [15]),
  ],
  pow: [
    ...binary('float32', [2, 9, -8, 0, 1, -1, 0], [10, 0.5, 3, 0, nan, inf, -1], [1024, 3, -512, 1, 1, 1, inf]),
    ...binary('float64', [2, -2], [0.5, 0.5], [Math.SQRT2, nan]),
    ...binary(
      'int32',
      [3, -2, 7, 2, 3, 2, -1, 1, 0],
      [4, 3, 0, 31, 21, -1, -3, -5, -1],
      [81, -8, 1, lowestInt, 1870418611, 0, -1, 1, 0],
    ),
    ...binary('uint32', [3, 2], [20, 32], [3486784401, 0]),
    ...binary('int8', [2, 3], [7, 5], [-128, -13]),
    ...binary('uint8', [2, 3], [8, 5], [0, 243]),
  ],
  atan2: [
    ...binary(
      'float32',
      [1, 0, -0, -1, 1, nan],
      [-1, -1, -1, -1, 0, 1],
      [2.356194490192345, Math.PI, -Math.PI, -2.356194490192345, Math.PI / 2, nan],
    ),
    ...binary('float64', [1, -0, inf], [2, 3, -inf], [0.4636476090008061, -0, 2.356194490192345]),
  ],
  min: [
    ...binary('float32', [1, nan, 2, 0], [2, 1, nan, -0], [1, nan, nan, -0]),
    ...binary('float64', [1, nan], [-1, 1], [-1, nan]),
    ...binary('int32', [lowestInt, 3], [1, -3], [lowestInt, -3]),
    ...binary('uint32', [highestUint], [1], [1]),
  ],
  max: [
    ...binary('float32', [1, nan, 2, 0], [2, 1, nan, -0], [2, nan, nan, 0]),
    ...binary('float64', [1, nan], [-1, 1], [1, nan]),
    ...binary('int32', [lowestInt, 3], [1, -3], [1, 3]),
    ...binary('uint32', [highestUint], [1], [highestUint]),
  ],
  bitwiseAnd: [
    ...binary('int32', [-1, 12], [5, 10], [5, 8]),
    ...binary('uint8', [255], [170], [170]),
    ...binary('bool', [1, 1], [1, 0], [1, 0]),
  ],
  bitwiseOr: [...binary('int32', [-2, 12], [1, 10], [-1, 14]), ...binary('uint32', [2 ** 31], [1], [2 ** 31 + 1])],
  bitwiseXor: [...binary('int32', [-1, 12], [5, 10], [-6, 6]), ...binary('int8', [-1], [127], [-128])],
  shiftLeft: [
    ...binary('int32', [1, 1, 3, 1, 1], [31, 32, 2, 100, -1], [lowestInt, 0, 12, 0, 0]),
    ...binary('uint32', [1, 1], [31, 32], [2 ** 31, 0]),
    ...binary('uint8', [1, 1, 255], [7, 8, 4], [128, 0, 240]),
    ...binary('int8', [1, 3], [7, 40], [-128, 0]),
  ],
  shiftRight: [
    ...binary('int32', [lowestInt, -1, 9, -5, 5, -5, 5], [31, 5, 2, 32, 200, -1, -1], [-1, -1, 2, -1, 0, -1, 0]),
    ...binary('uint32', [2 ** 31, 7], [31, 32], [1, 0]),
    ...binary('uint8', [255, 255], [4, 8], [15, 0]),
    ...binary('int8', [-128, -128, 127], [3, 9, 9], [-16, -1, 0]),
  ],
  logicalAnd: binary('bool', [0, 0, 1, 1], [0, 1, 0, 1], [0, 0, 0, 1]),
  logicalOr: binary('bool', [0, 0, 1, 1], [0, 1, 0, 1], [0, 1, 1, 1]),

  equal: [
    ...compare('float32', [1, nan, 0, 2], [1, nan, -0, 3], [1, 0, 1, 0]),
    ...compare('float64', [0.1, nan], [0.1, nan], [1, 0]),
    ...compare('int8', [-1, 3], [-1, 4], [1, 0]),
    ...compare('bool', [0, 1], [0, 0], [1, 0]),
  ],
  notEqual: [...compare('float32', [1, nan], [1, nan], [0, 1]), ...compare('uint32', [1, 2], [1, 3], [0, 1])],
  less: [
    ...compare('float32', [1, 2, nan], [2, 1, 1], [1, 0, 0]),
    ...compare('int32', [-1], [1], [1]),
    ...compare('uint32', [highestUint], [1], [0]),
    ...compare('int8', [-128], [127], [1]),
    ...compare('uint8', [200], [100], [0]),
  ],
  lessEqual: [
    ...compare('float32', [1, 2, nan], [1, 1, nan], [1, 0, 0]),
    ...compare('int32', [-1, 1], [-1, -1], [1, 0]),
    ...compare('uint32', [2 ** 31], [1], [0]),
  ],
  greater: [
    ...compare('float64', [1, 2, nan], [2, 1, 1], [0, 1, 0]),
    ...compare('int32', [-1], [1], [0]),
    ...compare('uint32', [highestUint], [1], [1]),
  ],
  greaterEqual: [
    ...compare('float32', [1, 2, nan], [1, 3, 1], [1, 0, 0]),
    ...compare('int32', [-1], [1], [0]),
    ...compare('uint32', [highestUint], [1], [1]),
  ],

  select: (['float32', 'float64', 'int32', 'uint32', 'int8', 'uint8', 'bool'] as const).flatMap((dtype) =>
    elementwise([vector('bool', 1, 0, 1), vector(dtype, 1, 1, 0), vector(dtype, 0, 0, 1)], vector(dtype, 1, 0, 0)),
  ),
  cast: [
    ...cast(vector('float32', 1.9, -1.9, nan, 3e9, -3e9, inf), vector('int32', 1, -1, 0, highestInt, lowestInt, highestInt)),
    ...cast(vector('float64', 1.9, -1.9, nan, 5e9, -0), vector('uint32', 1, 0, 0, highestUint, 0)),
    ...cast(vector('float32', 3e9), vector('uint32', 3e9)),
    ...cast(vector('float32', 127.9, 128, -128.9, -129, nan, -1e9), vector('int8', 127, 127, -128, -128, 0, -128)),
    ...cast(vector('float64', 255.9, 256, -1, nan, 1e9), vector('uint8', 255, 255, 0, 0, 255)),
    ...cast(vector('float32', 0, -0, 0.1, nan, -5), vector('bool', 0, 0, 1, 1, 1)),
    ...cast(vector('int32', 0, 256, -1), vector('bool', 0, 1, 1)),
    ...cast(vector('float64', 0.1, 1e300), vector('float32', 0.1, inf)),
    ...cast(vector('float32', 0.5), vector('float64', 0.5)),
    ...cast(vector('float32', 0.5), vector('float32', 0.5)),
    ...cast(vector('int32', -1, 300), vector('uint8', 255, 44)),
    ...cast(vector('int32', -1, 200), vector('int8', -1, -56)),
    ...cast(vector('int8', -1), vector('uint32', highestUint)),
    ...cast(vector('uint8', 200), vector('int8', -56)),
    ...cast(vector('uint32', highestUint), vector('int32', -1)),
    ...cast(vector('uint32', highestUint), vector('float64', highestUint)),
    ...cast(vector('int32', -7), vector('float32', -7)),
    ...cast(vector('int8', -7), vector('float64', -7)),
    ...cast(vector('bool', 1, 0), vector('float32', 1, 0)),
    ...cast(vector('bool', 1, 0), vector('int8', 1, 0)),
    one({ dtype: 'int32' }, [scalar('float32', 2.5)], scalar('int32', 2)),
    ...cast(
      vector('float16', 1, -2.5, -0, 2 ** -24, 2 ** -14 - 2 ** -24, 65504, inf, -inf, nan),
      vector('float32', 1, -2.5, -0, 2 ** -24, 2 ** -14 - 2 ** -24, 65504, inf, -inf, nan),
    ),
    ...cast(vector('float16', -1.5, 2 ** -24), vector('float64', -1.5, 2 ** -24)),
    ...cast(vector('float16', -1.5, 300, nan, inf), vector('int8', -1, 127, 0, 127)),
    ...cast(vector('float16', 0, -0, 2 ** -24, nan), vector('bool', 0, 0, 1, 1)),
    ...cast(vector('float16', 0.5, nan), vector('float16', 0.5, nan)),
    // Halfway goes to even; what is a little more, though float32 cannot hold it, goes up.
    ...cast(
      vector('float64', 1 + 2 ** -11, 1 + 3 * 2 ** -11, 1 + 2 ** -11 + 2 ** -40, 2 ** -25, 3 * 2 ** -25, 2 ** -25 * 1.0000001),
      vector('float16', 1, 1 + 2 ** -9, 1 + 2 ** -10, 0, 2 ** -23, 2 ** -24),
    ),
    ...cast(
      vector('float64', 65519.99, 65520, -1e300, 1e-300, -1e-300, -nan, 2 ** -14 - 2 ** -26, 4096 - 2 ** -30),
      vector('float16', 65504, inf, -inf, 0, -0, nan, 2 ** -14, 4096),
    ),
    ...cast(vector('float32', 1e10, -0, 0.1, nan), vector('float16', inf, -0, 0.0999755859375, nan)),
    ...cast(vector('int32', 2049, -2051, highestInt), vector('float16', 2048, -2052, inf)),
    ...cast(vector('uint32', highestUint), vector('float16', inf)),
    ...cast(vector('bool', 1, 0), vector('float16', 1, 0)),
  ],
  bitcast: [
    one({ dtype: 'uint32' }, [vector('float32', 1, -0)], vector('uint32', 0x3f800000, 2 ** 31)),
    one({ dtype: 'float32' }, [vector('int32', 0x40490fdb)], vector('float32', Math.PI)),
    one({ dtype: 'int8' }, [vector('uint8', 255)], vector('int8', -1)),
  ],

  reshape: [
    one({ shape: [3, 2] }, [counting('float32', [2, 3])], counting('float32', [3, 2])),
    one({ shape: [] }, [vector('int8', 3)], scalar('int8', 3)),
  ],
  transpose: [
    one({ permutation: [1, 0] }, [counting('float32', [2, 3])], tensor('float32', [3, 2], [0, 3, 1, 4, 2, 5])),
    one(
      { permutation: [2, 0, 1] },
      [counting('int8', [2, 2, 3])],
      tensor('int8', [3, 2, 2], [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]),
    ),
    one(
      { permutation: [1, 0, 2] },
      [counting('float64', [2, 3, 9])],
      tensor(
        'float64',
        [3, 2, 9],
        [0, 27, 9, 36, 18, 45].flatMap((start) => counting('float64', [9], start).values),
      ),
    ),
    one({ permutation: [] }, [scalar('float64', 4)], scalar('float64', 4)),
  ],
  broadcast: [
    one({ shape: [2, 3] }, [vector('float32', 1, 2, 3)], tensor('float32', [2, 3], [1, 2, 3, 1, 2, 3])),
    one({ shape: [2, 3] }, [tensor('int32', [2, 1], [1, 2])], tensor('int32', [2, 3], [1, 1, 1, 2, 2, 2])),
    one({ shape: [11] }, [scalar('float32', 7)], tensor('float32', [11], 7)),
    one({ shape: [70] }, [scalar('bool', 1)], tensor('bool', [70], 1)),
    one(
      { shape: [3, 20] },
      [counting('float32', [20])],
      tensor(
        'float32',
        [3, 20],
        [0, 1, 2].flatMap(() => counting('float32', [20]).values),
      ),
    ),
    one({ shape: [2, 0] }, [scalar('float32', 7)], tensor('float32', [2, 0], [])),
    one({ shape: [] }, [scalar('float64', 7)], scalar('float64', 7)),
  ],
  flip: [
    one({ axes: [0] }, [vector('float32', 1, 2, 3)], vector('float32', 3, 2, 1)),
    one({ axes: [0, 1] }, [counting('int8', [2, 3])], tensor('int8', [2, 3], [5, 4, 3, 2, 1, 0])),
    one(
      { axes: [0] },
      [counting('float32', [2, 20])],
      tensor('float32', [2, 20], [...counting('float32', [20], 20).values, ...counting('float32', [20]).values]),
    ),
    one({ axes: [] }, [vector('uint8', 1, 2)], vector('uint8', 1, 2)),
    one({ axes: [0] }, [vector('float32')], vector('float32')),
  ],
  slice: [
    one({ starts: [1], limits: [6], strides: [2] }, [counting('float32', [7])], vector('float32', 1, 3, 5)),
    one({ starts: [1, 0], limits: [3, 2], strides: [1, 1] }, [counting('int32', [3, 3])], tensor('int32', [2, 2], [3, 4, 6, 7])),
    one({ starts: [2, 0], limits: [4, 20], strides: [1, 1] }, [counting('float32', [5, 20])], counting('float32', [2, 20], 40)),
    one({ starts: [2], limits: [2], strides: [1] }, [counting('float32', [7])], vector('float32')),
  ],
  pad: [
    one(
      { low: [1], high: [2], interior: [1] },
      [vector('float32', 1, 2, 3), scalar('float32', 9)],
      vector('float32', 9, 1, 9, 2, 9, 3, 9, 9),
    ),
    one(
      { low: [0, 1], high: [1, 0], interior: [0, 0] },
      [counting('int8', [2, 2]), scalar('int8', -1)],
      tensor('int8', [3, 3], [-1, 0, 1, -1, 2, 3, -1, -1, -1]),
    ),
    one({ low: [2], high: [0], interior: [3] }, [vector('bool'), scalar('bool', 1)], vector('bool', 1, 1)),
    one({ low: [], high: [], interior: [] }, [scalar('float64', 1), scalar('float64', 2)], scalar('float64', 1)),
  ],
  concat: [
    one({ axis: 0 }, [vector('float32', 1, 2), vector('float32'), vector('float32', 3)], vector('float32', 1, 2, 3)),
    one({ axis: 1 }, [counting('uint8', [2, 1]), counting('uint8', [2, 2], 5)], tensor('uint8', [2, 3], [0, 5, 6, 1, 7, 8])),
    one({ axis: 0 }, [vector('float64', 4)], vector('float64', 4)),
  ],

  reduceSum: [
    one({ axes: [1] }, [counting('float32', [2, 3])], vector('float32', 3, 12)),
    one({ axes: [0] }, [counting('float32', [2, 3])], vector('float32', 3, 5, 7)),
    one({ axes: [0, 2] }, [counting('int32', [2, 2, 2])], vector('int32', 10, 18)),
    one({ axes: [0] }, [vector('float32', 1e8, 1, -1e8)], scalar('float32', 1)),
    one({ axes: [0] }, [vector('float64', 0.5, 0.25)], scalar('float64', 0.75)),
    one({ axes: [0] }, [vector('int32', highestInt, 1)], scalar('int32', lowestInt)),
    one({ axes: [0] }, [vector('int8', 127, 1)], scalar('int8', -128)),
    one({ axes: [0] }, [vector('uint8', 255, 3)], scalar('uint8', 2)),
    one({ axes: [] }, [scalar('float32', 5)], scalar('float32', 5)),
    one({ axes: [] }, [vector('float32', 5, 6)], vector('float32', 5, 6)),
    one({ axes: [1] }, [tensor('float32', [2, 0], [])], vector('float32', 0, 0)),
    one({ axes: [0] }, [tensor('float32', [2, 0], [])], vector('float32')),
  ],
  reduceProd: [
    one({ axes: [0] }, [vector('float32', 2, 3, 0.5)], scalar('float32', 3)),
    one({ axes: [0] }, [vector('int32', 65537, 65537)], scalar('int32', 131073)),
    one({ axes: [0] }, [vector('uint8', 16, 17)], scalar('uint8', 16)),
    one({ axes: [0] }, [vector('float64')], scalar('float64', 1)),
  ],
  reduceMax: [
    one({ axes: [1] }, [tensor('float32', [2, 2], [1, 2, nan, 0])], vector('float32', 2, nan)),
    one({ axes: [0] }, [vector('int8', -128, -3)], scalar('int8', -3)),
    one({ axes: [0] }, [vector('uint32', 1, highestUint)], scalar('uint32', highestUint)),
    one({ axes: [0] }, [vector('float32')], scalar('float32', -inf)),
    one({ axes: [0] }, [vector('int32')], scalar('int32', lowestInt)),
    one({ axes: [0] }, [vector('uint8')], scalar('uint8', 0)),
    one({ axes: [0] }, [vector('bool', 0, 1)], scalar('bool', 1)),
    one({ axes: [0] }, [vector('bool')], scalar('bool', 0)),
  ],
  reduceMin: [
    one({ axes: [1] }, [tensor('float64', [2, 2], [1, 2, nan, 0])], vector('float64', 1, nan)),
    one({ axes: [0] }, [vector('uint32', 1, highestUint)], scalar('uint32', 1)),
    one({ axes: [0] }, [vector('uint32')], scalar('uint32', highestUint)),
    one({ axes: [0] }, [vector('int8')], scalar('int8', 127)),
    one({ axes: [0] }, [vector('float64')], scalar('float64', inf)),
    one({ axes: [0] }, [vector('bool', 1, 1)], scalar('bool', 1)),
  ],
  argMax: [
    one({ axis: 1 }, [tensor('float32', [2, 3], [1, 5, 5, -inf, -inf, -inf])], vector('int32', 1, 0)),
    one({ axis: 0 }, [tensor('int8', [2, 2], [-1, 4, 3, 4])], vector('int32', 1, 0)),
    one({ axis: 0 }, [vector('float64', 1, nan, 9, nan)], scalar('int32', 1)),
    one({ axis: 0 }, [vector('uint32', 1, highestUint)], scalar('int32', 1)),
    one({ axis: 0 }, [tensor('float32', [2, 0], [])], vector('int32')),
  ],
  argMin: [
    one({ axis: 0 }, [vector('float32', 3, 1, 1)], scalar('int32', 1)),
    one({ axis: 0 }, [vector('float32', nan, -9)], scalar('int32', 0)),
    one({ axis: 0 }, [vector('uint8', 255, 1)], scalar('int32', 1)),
    one({ axis: 0 }, [vector('bool', 1, 0)], scalar('int32', 1)),
  ],
  cumSum: [
    one({ axis: 0, reverse: false, exclusive: false }, [vector('float32', 1, 2, 3)], vector('float32', 1, 3, 6)),
    one({ axis: 0, reverse: false, exclusive: true }, [vector('float64', 1, 2, 3)], vector('float64', 0, 1, 3)),
    one({ axis: 0, reverse: true, exclusive: false }, [vector('int32', 1, 2, 3)], vector('int32', 6, 5, 3)),
    one({ axis: 1, reverse: true, exclusive: true }, [counting('int8', [2, 3])], tensor('int8', [2, 3], [3, 2, 0, 9, 5, 0])),
    one(
      { axis: 0, reverse: false, exclusive: false },
      [counting('float32', [2, 3])],
      tensor('float32', [2, 3], [0, 1, 2, 3, 5, 7]),
    ),
    one({ axis: 0, reverse: false, exclusive: false }, [vector('uint8', 200, 100)], vector('uint8', 200, 44)),
    one({ axis: 0, reverse: true, exclusive: false }, [vector('float32')], vector('float32')),
  ],
  cumProd: [
    one({ axis: 0, reverse: false, exclusive: false }, [vector('float32', 2, 3, -4)], vector('float32', 2, 6, -24)),
    one({ axis: 0, reverse: false, exclusive: true }, [vector('float64', 2, nan, 3)], vector('float64', 1, 2, nan)),
    one({ axis: 1, reverse: true, exclusive: true }, [counting('int8', [2, 3], 1)], tensor('int8', [2, 3], [6, 3, 1, 30, 6, 1])),
    one({ axis: 0, reverse: true, exclusive: false }, [vector('uint8', 2, 16, 16)], vector('uint8', 0, 0, 16)),
    one({ axis: 0, reverse: false, exclusive: false }, [vector('int32')], vector('int32')),
  ],
  cumMax: [
    one({ axis: 0, reverse: false, exclusive: false }, [vector('float32', -2, nan, 5)], vector('float32', -2, nan, nan)),
    one({ axis: 0, reverse: false, exclusive: true }, [vector('float64', 3, 1, 4)], vector('float64', -inf, 3, 3)),
    one({ axis: 0, reverse: true, exclusive: true }, [vector('int32', 1, 5, 2)], vector('int32', 5, 2, lowestInt)),
    one({ axis: 0, reverse: false, exclusive: true }, [vector('uint8', 200, 255)], vector('uint8', 0, 200)),
    one({ axis: 1, reverse: true, exclusive: false }, [tensor('int8', [1, 3], [1, 3, -2])], tensor('int8', [1, 3], [3, 3, -2])),
    one(
      { axis: 0, reverse: false, exclusive: false },
      [vector('uint32', 1, highestUint, 2)],
      vector('uint32', 1, highestUint, highestUint),
    ),
  ],

  dotGeneral: [
    one(
      { lhsBatch: [], rhsBatch: [], lhsContracting: [0], rhsContracting: [0] },
      [vector('int8', 100, 3), vector('int8', 2, 1)],
      scalar('int8', -53),
    ),
    one(
      { lhsBatch: [], rhsBatch: [], lhsContracting: [1], rhsContracting: [0] },
      [tensor('int32', [1, 2], [65537, 1]), tensor('int32', [2, 1], [65537, 1])],
      tensor('int32', [1, 1], [131074]),
    ),
    one(
      { lhsBatch: [], rhsBatch: [], lhsContracting: [0], rhsContracting: [0] },
      [vector('float64', 0.1, 0.2), vector('float64', 1, 2)],
      scalar('float64', 0.5),
    ),
  ],
  // Filters [1, 10, 100] over 1, 2, 3, 4; in two dimensions, and in other layouts, conv.test.ts compares with plain loops.
  conv: [
    one(
      { strides: [1], low: [1], high: [1], dilations: [1], groups: 1 },
      [counting('float32', [1, 4, 1], 1), tensor('float32', [3, 1, 1], [1, 10, 100])],
      tensor('float32', [1, 4, 1], [210, 321, 432, 43]),
    ),
    one(
      { strides: [2], low: [0], high: [0], dilations: [1], groups: 1 },
      [counting('float64', [1, 4, 1], 1), tensor('float64', [2, 1, 2], [1, 0, 10, 1])],
      tensor('float64', [1, 2, 2], [21, 2, 43, 4]),
    ),
    one(
      { strides: [1], low: [0], high: [0], dilations: [2], groups: 2 },
      [counting('float32', [1, 3, 2], 1), tensor('float32', [2, 1, 2], [1, 1, 10, 100])],
      tensor('float32', [1, 1, 2], [51, 602]),
    ),
  ],
  convInput: [
    one(
      { strides: [1], low: [1], high: [1], dilations: [1], groups: 1, spatial: [4] },
      [tensor('float32', [1, 4, 1], [1, 0, 0, 2]), tensor('float32', [3, 1, 1], [1, 10, 100])],
      tensor('float32', [1, 4, 1], [10, 100, 2, 20]),
    ),
    one(
      { strides: [2], low: [0], high: [0], dilations: [1], groups: 1, spatial: [5] },
      [tensor('float64', [1, 2, 1], [1, 2]), tensor('float64', [2, 1, 1], [1, 10])],
      tensor('float64', [1, 5, 1], [1, 10, 2, 20, 0]),
    ),
  ],
  convFilter: [
    one(
      { strides: [1], low: [1], high: [1], dilations: [1], groups: 1, kernel: [3] },
      [counting('float32', [1, 4, 1], 1), tensor('float32', [1, 4, 1], [1, 0, 0, 10])],
      tensor('float32', [3, 1, 1], [30, 41, 2]),
    ),
    one(
      { strides: [2], low: [0], high: [0], dilations: [1], groups: 1, kernel: [2] },
      [counting('float64', [2, 4, 1], 1), tensor('float64', [2, 2, 1], [1, 10, 100, 1000])],
      tensor('float64', [2, 1, 1], [7531, 8642]),
    ),
  ],
  windowSum: [
    one(
      { window: [2], strides: [2], low: [0], high: [0], dilations: [1] },
      [vector('float32', 1, 2, 3, 4, 5)],
      vector('float32', 3, 7),
    ),
    one(
      { window: [3], strides: [1], low: [1], high: [2], dilations: [1] },
      [vector('int32', 1, 2, 3)],
      vector('int32', 3, 6, 5, 3),
    ),
    one(
      { window: [2, 2], strides: [1, 1], low: [0, 0], high: [0, 0], dilations: [1, 2] },
      [counting('float64', [2, 3])],
      tensor('float64', [1, 1], [10]),
    ),
    one({ window: [2], strides: [1], low: [0], high: [0], dilations: [1] }, [vector('uint8', 200, 100)], vector('uint8', 44)),
    one({ window: [2], strides: [1], low: [1], high: [1], dilations: [1] }, [vector('float32')], vector('float32', 0)),
    one({ window: [2], strides: [1], low: [0], high: [0], dilations: [1] }, [vector('float32', 1)], vector('float32')),
  ],
  windowMax: [
    one(
      { window: [2], strides: [1], low: [0], high: [1], dilations: [1] },
      [vector('float32', -3, nan, -1, -2)],
      vector('float32', nan, nan, -1, -2),
    ),
    one({ window: [2], strides: [1], low: [1], high: [1], dilations: [1] }, [vector('float64')], vector('float64', -inf)),
    one({ window: [2], strides: [1], low: [1], high: [1], dilations: [1] }, [vector('int8')], vector('int8', -128)),
    one(
      { window: [1, 2], strides: [1, 2], low: [0, 0], high: [0, 0], dilations: [1, 1] },
      [counting('int32', [2, 4])],
      tensor('int32', [2, 2], [1, 3, 5, 7]),
    ),
  ],
  // The first of equal keys; the first NaN before everything; nothing gives 0.
  windowSelect: [
    one(
      { window: [3], strides: [2], low: [0], high: [0], dilations: [1] },
      [vector('float32', 1, 4, 4, nan, 9), vector('int32', 10, 20, 30, 40, 50)],
      vector('int32', 20, 40),
    ),
    one(
      { window: [2], strides: [1], low: [1], high: [1], dilations: [1] },
      [vector('float32'), vector('float64')],
      vector('float64', 0),
    ),
    one(
      { window: [2], strides: [1], low: [1], high: [1], dilations: [1] },
      [vector('float64', -inf, -inf), vector('int8', 5, 6)],
      vector('int8', 5, 5, 6),
    ),
    one(
      { window: [2, 2], strides: [1, 1], low: [0, 0], high: [0, 0], dilations: [1, 1] },
      [tensor('uint8', [2, 2], [1, 200, 3, 4]), tensor('bool', [2, 2], [0, 1, 0, 0])],
      tensor('bool', [1, 1], [1]),
    ),
  ],
  windowScatter: [
    one(
      { window: [3], strides: [2], low: [0], high: [0], dilations: [1] },
      [vector('float32', 1, 4, 4, nan, 9), vector('int32', 7, 8)],
      vector('int32', 0, 7, 0, 8, 0),
    ),
    one(
      { window: [2], strides: [1], low: [1], high: [1], dilations: [1] },
      [vector('float64', 1, 3, 2), vector('float32', 1, 10, 100, 1000)],
      vector('float32', 1, 110, 1000),
    ),
    one(
      { window: [2], strides: [1], low: [1], high: [1], dilations: [1] },
      [vector('float32'), vector('float64', 3)],
      vector('float64'),
    ),
    one(
      { window: [2], strides: [1], low: [0], high: [0], dilations: [1] },
      [vector('int32', 5, 5, 5), vector('int8', 100, 100)],
      vector('int8', 100, 100, 0),
    ),
    one(
      { window: [2], strides: [1], low: [1], high: [0], dilations: [1] },
      [vector('int32', 5, 1), vector('int8', 100, 100)],
      vector('int8', -56, 0),
    ),
  ],

  gather: [
    one(
      { axis: 0, batchDims: 0 },
      [counting('float32', [3, 2]), vector('int32', 2, 0, -1, 3)],
      tensor('float32', [4, 2], [4, 5, 0, 1, 0, 0, 0, 0]),
    ),
    one(
      { axis: 1, batchDims: 0 },
      [counting('int8', [2, 3], 1), tensor('int32', [2, 1], [2, 5])],
      tensor('int8', [2, 2, 1], [3, 0, 6, 0]),
    ),
    one({ axis: 1, batchDims: 1 }, [counting('float64', [2, 3], 1), vector('int32', 2, 0)], vector('float64', 3, 4)),
    one(
      { axis: 1, batchDims: 1 },
      [counting('uint8', [2, 2, 2], 1), tensor('int32', [2, 3], [1, 0, 9, 1, 1, 0])],
      tensor('uint8', [2, 3, 2], [3, 4, 1, 2, 0, 0, 7, 8, 7, 8, 5, 6]),
    ),
    one(
      { axis: 2, batchDims: 1 },
      [counting('float32', [2, 2, 2], 1), vector('int32', 1, 0)],
      tensor('float32', [2, 2], [2, 4, 5, 7]),
    ),
    one({ axis: 0, batchDims: 0 }, [counting('float32', [3, 20]), scalar('int32', 1)], counting('float32', [20], 20)),
    one({ axis: 0, batchDims: 0 }, [vector('float32'), vector('int32', 0)], vector('float32', 0)),
    one({ axis: 0, batchDims: 0 }, [vector('bool', 1), vector('int32')], vector('bool')),
  ],
  scatterAdd: [
    one(
      { axis: 0, batchDims: 0 },
      [vector('float32', 1, 2, 3), vector('int32', 2, 0, 2, -1, 3), vector('float32', 10, 20, 30, 40, 50)],
      vector('float32', 21, 2, 43),
    ),
    one(
      { axis: 1, batchDims: 0 },
      [counting('int32', [2, 2]), vector('int32', 1, 1), counting('int32', [2, 2], 1)],
      tensor('int32', [2, 2], [0, 4, 2, 10]),
    ),
    one(
      { axis: 1, batchDims: 1 },
      [tensor('float64', [2, 2], 0), vector('int32', 1, 0), vector('float64', 5, 6)],
      tensor('float64', [2, 2], [0, 5, 6, 0]),
    ),
    one({ axis: 0, batchDims: 0 }, [vector('int8', 127), vector('int32', 0), vector('int8', 1)], vector('int8', -128)),
    // In order: (1e8 + 1) - 1e8 is 0 in float32, the other order 1.
    one(
      { axis: 0, batchDims: 0 },
      [vector('float32', 0), vector('int32', 0, 0, 0), vector('float32', 1e8, 1, -1e8)],
      vector('float32', 0),
    ),
  ],
  dynamicSlice: [
    one({ sizes: [2] }, [counting('float32', [5]), scalar('int32', 1)], vector('float32', 1, 2)),
    one({ sizes: [2] }, [counting('float32', [5]), scalar('int32', 9)], vector('float32', 3, 4)),
    one({ sizes: [2] }, [counting('int8', [5]), scalar('int32', -9)], vector('int8', 0, 1)),
    one(
      { sizes: [1, 2] },
      [counting('float64', [2, 3]), scalar('int32', 1), scalar('int32', 1)],
      tensor('float64', [1, 2], [4, 5]),
    ),
    one({ sizes: [] }, [scalar('float32', 5)], scalar('float32', 5)),
    one({ sizes: [0] }, [counting('float32', [5]), scalar('int32', 1)], vector('float32')),
  ],
  dynamicUpdateSlice: [
    one(none, [counting('float32', [5]), vector('float32', 8, 9), scalar('int32', 1)], vector('float32', 0, 8, 9, 3, 4)),
    one(none, [counting('uint8', [5]), vector('uint8', 8, 9), scalar('int32', 9)], vector('uint8', 0, 1, 2, 8, 9)),
    one(
      none,
      [counting('float32', [2, 2]), tensor('float32', [2, 1], [8, 9]), scalar('int32', -1), scalar('int32', 1)],
      tensor('float32', [2, 2], [0, 8, 2, 9]),
    ),
  ],
  sort: [
    one(
      { axis: 0, descending: true },
      [vector('float16', -3, nan, inf, 1)],
      vector('float16', inf, 1, -3, nan),
      vector('int32', 2, 3, 0, 1),
    ),
    one(
      { axis: 0, descending: false },
      [vector('float32', 3, nan, -inf, 1)],
      vector('float32', -inf, 1, 3, nan),
      vector('int32', 2, 3, 0, 1),
    ),
    one(
      { axis: 0, descending: true },
      [vector('float64', 3, nan, inf, 1)],
      vector('float64', inf, 3, 1, nan),
      vector('int32', 2, 0, 3, 1),
    ),
    one({ axis: 0, descending: true }, [vector('int32', 1, 2, 1, 2)], vector('int32', 2, 2, 1, 1), vector('int32', 1, 3, 0, 2)),
    one(
      { axis: 0, descending: false },
      [tensor('int8', [2, 3], [3, -1, 2, 1, -5, 9])],
      tensor('int8', [2, 3], [1, -5, 2, 3, -1, 9]),
      tensor('int32', [2, 3], [1, 1, 0, 0, 0, 1]),
    ),
    one(
      { axis: 1, descending: false },
      [tensor('uint32', [1, 3, 1], [highestUint, 0, 7])],
      tensor('uint32', [1, 3, 1], [0, 7, highestUint]),
      tensor('int32', [1, 3, 1], [1, 2, 0]),
    ),
    one({ axis: 0, descending: false }, [vector('float32')], vector('float32'), vector('int32')),
  ],

  constant: [
    one({ value: 0.1, dtype: 'float32' }, [], scalar('float32', 0.1)),
    one({ value: -0, dtype: 'float32' }, [], scalar('float32', -0)),
    one({ value: 0.1, dtype: 'float16' }, [], scalar('float16', 0.1)),
    one({ value: -1e9, dtype: 'float16' }, [], scalar('float16', -inf)),
    one({ value: nan, dtype: 'float64' }, [], scalar('float64', nan)),
    one({ value: -7, dtype: 'int8' }, [], scalar('int8', -7)),
    one({ value: highestUint, dtype: 'uint32' }, [], scalar('uint32', highestUint)),
    one({ value: lowestInt, dtype: 'int32' }, [], scalar('int32', lowestInt)),
    one({ value: 5, dtype: 'bool' }, [], scalar('bool', 1)),
    one({ value: nan, dtype: 'bool' }, [], scalar('bool', 1)),
    one({ value: -2.7, dtype: 'int32' }, [], scalar('int32', -2)),
    one({ value: 1e9, dtype: 'int8' }, [], scalar('int8', 127)),
    one({ value: -1, dtype: 'uint8' }, [], scalar('uint8', 0)),
    one({ value: nan, dtype: 'int32' }, [], scalar('int32', 0)),
    one({ value: inf, dtype: 'uint32' }, [], scalar('uint32', highestUint)),
  ],
  iota: [
    one({ shape: [2, 3], dtype: 'float32', axis: 1 }, [], tensor('float32', [2, 3], [0, 1, 2, 0, 1, 2])),
    one({ shape: [2, 3], dtype: 'float64', axis: 0 }, [], tensor('float64', [2, 3], [0, 0, 0, 1, 1, 1])),
    one(
      { shape: [300], dtype: 'uint8', axis: 0 },
      [],
      tensor(
        'uint8',
        [300],
        Array.from({ length: 300 }, (_, i) => i % 256),
      ),
    ),
    one({ shape: [0], dtype: 'int32', axis: 0 }, [], vector('int32')),
    one({ shape: [2], dtype: 'float16', axis: 0 }, [], vector('float16', 0, 1)),
  ],
  // Words of the reference implementation's known answers.
  randomBits: [
    one({ shape: [2] }, [vector('uint32', 0, 0)], vector('uint32', 0x6b200159, 0x99ba4efe)),
    one({ shape: [] }, [vector('uint32', 0, 0)], scalar('uint32', 0x6b200159)),
    one({ shape: [0] }, [vector('uint32', 0, 0)], vector('uint32')),
    one(
      { shape: [3, 2] },
      [vector('uint32', 0x13198a2e, 0x03707344)],
      tensor('uint32', [3, 2], threefryWords([0x13198a2e, 0x03707344], 6)),
    ),
    ...[1, 5, 7, 8, 9, 31, 43].map((count) =>
      one({ shape: [count] }, [vector('uint32', highestUint, 1)], vector('uint32', ...threefryWords([highestUint, 1], count))),
    ),
  ],
  stopGradient: [one(none, [vector('float32', 1, 2)], vector('float32', 1, 2))],
  barrier: [one(none, [vector('int8', 1, 2)], vector('int8', 1, 2))],

  // Nested, reversed and empty ones stand in control.test.ts.
  scan: [
    one(
      { body: sumAndPass(), length: 3, carried: 1, sequences: 1, reverse: false },
      [scalar('float32', 10), vector('float32', 1, 2, 3)],
      scalar('float32', 16),
      vector('float32', 11, 13, 16),
    ),
  ],
  cond: [1, 0].map((condition) =>
    one(
      { onTrue: graphOf((graph, x) => [graph.node('neg', none, x)]), onFalse: graphOf((_, x) => [x]) },
      [scalar('bool', condition), scalar('float32', 3)],
      scalar('float32', condition ? -3 : 3),
    ),
  ),
  while: [
    one(
      {
        condition: graphOf((graph, x) => [graph.node('less', none, x, graph.node('constant', { value: 100, dtype: 'float32' }))]),
        body: graphOf((graph, x) => [graph.node('add', none, x, x)]),
        carried: 1,
        maxIterations: 1000,
      },
      [scalar('float32', 3)],
      scalar('float32', 192),
    ),
  ],
  hostCall: [
    one({ name: 'wasm/reverse', results: [{ dtype: 'int8', shape: [3] }] }, [vector('int8', 1, -2, 3)], vector('int8', 3, -2, 1)),
  ],
}

/** Threefry-2x32-20, written from the paper with 64-bit integers. */
function threefryWords(key: readonly [number, number], count: number): number[] {
  const mask = 0xffffffffn
  const words = [BigInt(key[0]), BigInt(key[1]), BigInt(key[0]) ^ BigInt(key[1]) ^ 0x1bd11bdan]
  const rotations = [13n, 15n, 26n, 6n, 17n, 29n, 16n, 24n]
  return Array.from({ length: count }, (_, i) => {
    let [a, b] = [(BigInt(Math.floor(i / 2)) + words[0]!) & mask, words[1]!]
    for (let round = 0; round < 20; round++) {
      a = (a + b) & mask
      const by = rotations[round % 8]!
      b = (((b << by) | (b >> (32n - by))) & mask) ^ a
      if (round % 4 !== 3) continue
      const turn = (round + 1) / 4
      a = (a + words[turn % 3]!) & mask
      b = (b + words[(turn + 1) % 3]! + BigInt(turn)) & mask
    }
    return Number(i % 2 === 0 ? a : b)
  })
}

/** The elements as the dtype holds them. */
const rounded = ({ dtype, values }: TestTensor): readonly number[] =>
  Array.from(decodeNumbers(dtype, encodeNumbers(dtype, values)))

/** The elements that are farther from what is expected than `tolerance` allows; -0 is not 0. */
function farOff(got: readonly number[], expected: readonly number[], tolerance: number): number[] {
  const isNear = (value: number, wanted: number): boolean =>
    Object.is(value, wanted) || Math.abs(value - wanted) < tolerance * Math.abs(wanted)
  return got.filter((value, i) => !isNear(value, expected[i]!))
}

const backend = wasm()

describe.each(Object.keys(cases) as (keyof typeof cases)[])('%s', (primitive) => {
  const check = <P extends keyof typeof cases>(name: P): void => {
    const rows: readonly Case<PrimitiveAttributes[P]>[] = cases[name]
    rows.forEach(({ attributes, operands, results, tolerance }, row) => {
      const types = operands.map(({ dtype, shape }) => `${dtype}[${shape.join()}]`)
      it(`${row}: ${types.join(', ')} ${JSON.stringify(attributes)}`, () => {
        const got = runPrimitive(backend, name, attributes, operands)
        expect(got.map(({ dtype, shape }) => ({ dtype, shape }))).toEqual(results.map(({ dtype, shape }) => ({ dtype, shape })))
        got.forEach(({ values }, i) => {
          const expected = rounded(results[i]!)
          expect(values).toHaveLength(expected.length)
          expect(farOff(values, expected, tolerance ?? 0), `got ${values.join()}, expected ${expected.join()}`).toEqual([])
        })
      })
    })
  }
  check(primitive)
})

describe('lowerings', () => {
  it('is tested for every primitive that reaches a backend', () => {
    expect(Object.keys(cases).sort()).toEqual(primitiveNames.filter((name) => name !== 'composite').sort())
  })

  it.each(['neg', 'exp', 'add', 'pow', 'less', 'select'] as const)('%s works on empty and 0-d tensors', (primitive) => {
    const arity = { neg: 1, exp: 1, add: 2, pow: 2, less: 2, select: 3 }[primitive]
    const operands = (shape: readonly number[]): TestTensor[] =>
      Array.from({ length: arity }, (_, i) => tensor(primitive === 'select' && i === 0 ? 'bool' : 'float32', shape, 1))
    for (const shape of [[0], [2, 0, 3]]) expect(runPrimitive(backend, primitive, none, operands(shape))[0]!.values).toEqual([])
    expect(runPrimitive(backend, primitive, none, operands([]))[0]!.values).toHaveLength(1)
  })

  it('refuses a composite: it claims none', () => {
    const body = { values: [], parameters: 0, nodes: [], results: [] }
    const kernel = { kind: 'node', primitive: 'composite', attributes: { name: 'softmax', body } } as const
    expect(() => lower(body, { kernel, operands: [], results: [] })).toThrow(
      'internal: wasm: composite "softmax" reached the backend',
    )
  })
})
