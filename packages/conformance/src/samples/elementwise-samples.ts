/** Samples of the elementwise primitives. */
import {
  type BinaryName,
  type CompareName,
  type DType,
  dtypes,
  isFloat,
  type None,
  sizeBytesOf,
  type UnaryName,
} from '@neurite/core'
import { anyFinite, type Domain, drawn, moderate, ties } from '../values/domain.ts'
import { edgesOf, nonFinite, subnormalsOf } from '../values/edge-values.ts'
import { hostTensor, type HostTensor, vector } from '../values/host-tensor.ts'
import { type Sample, sample, type Samples } from './sample.ts'

const none: None = {}

type Numbers = readonly number[]

/** Which numbers an elementwise primitive is tried on. */
interface Range {
  readonly typical?: Domain
  readonly wide?: Domain
  /** Replaces the finite edges of float dtypes. */
  readonly edges?: (dtype: DType) => Numbers
}

/** Shapes for every elementwise primitive: small, 0-d, empty, and long enough for vector loops with a rest. */
const shapes = { typical: [2, 3, 4], '0-d': [], empty: [2, 0, 3], 'one element': [1], wide: [3, 43] } as const

const edgesFor = ({ edges = edgesOf }: Range, dtype: DType): Numbers => (isFloat(dtype) ? edges(dtype) : edgesOf(dtype))

/** Samples of a primitive on one operand. */
export const unary =
  (range: Range = {}): Samples<UnaryName | 'stopGradient' | 'barrier'> =>
  (dtype) => {
    const { typical = moderate, wide = anyFinite } = range
    const shaped = Object.entries(shapes).map(([name, shape]) =>
      sample(name, none, drawn(dtype, shape, name === 'wide' ? wide : typical)),
    )
    const lists = { 'edge values': edgesFor(range, dtype), ...floatLists(dtype) }
    return [...shaped, ...Object.entries(lists).map(([name, list]) => sample(name, none, vector(dtype, ...list)))]
  }

const floatLists = (dtype: DType): Record<string, Numbers> =>
  isFloat(dtype) ? { 'NaN and infinities': nonFinite, subnormals: subnormalsOf(dtype) } : {}

/** Every number of one list against every number of the other. */
const pairs = (dtype: DType, left: Numbers, right: Numbers): [HostTensor, HostTensor] => [
  vector(dtype, ...left.flatMap((a) => right.map(() => a))),
  vector(dtype, ...left.flatMap(() => right)),
]

/** Which numbers the two operands are tried on; `second` where the right one is of another kind, such as a distance. */
interface PairRange extends Range {
  readonly second?: Domain
  readonly secondEdges?: (dtype: DType) => Numbers
}

const binaryLists = (dtype: DType, range: PairRange): Record<string, [HostTensor, HostTensor]> => {
  const edges = edgesFor(range, dtype)
  const right = range.secondEdges?.(dtype) ?? edges
  if (!isFloat(dtype)) return { 'edge values': pairs(dtype, edges, right) }
  const few = [0, -0, 1, -1, 2, -2.5, 0.5]
  return {
    'edge values': pairs(dtype, edges, right),
    'NaN and infinities': pairs(dtype, [...nonFinite, ...few], [...nonFinite, ...few]),
    subnormals: pairs(dtype, [...subnormalsOf(dtype), 1], [...subnormalsOf(dtype), 1, 0.5]),
  }
}

/** Samples of a primitive on two operands. */
export const binary =
  (range: PairRange = {}): Samples<BinaryName | CompareName> =>
  (dtype) => {
    const { typical = moderate, wide = typical, second } = range
    const shaped = Object.entries(shapes).map(([name, shape]) => {
      const domain = name === 'wide' ? wide : typical
      return sample(name, none, drawn(dtype, shape, domain), drawn(dtype, shape, second ?? domain, 2))
    })
    const listed = Object.entries(binaryLists(dtype, range)).map(([name, operands]) => sample(name, none, ...operands))
    const tied = sample('ties', none, drawn(dtype, [50], ties), drawn(dtype, [50], second ?? ties, 2))
    return [...shaped, ...listed, tied]
  }

/** Distances of a shift: all that are in range, and some beyond. */
export const distances = (dtype: DType): Numbers =>
  dtype === 'bool' ? [0, 1] : [...Array.from({ length: 32 }, (_, bits) => bits), 32, 33, 100]

/** Exponents of an integer power. */
export const exponents = (dtype: DType): Numbers =>
  isFloat(dtype) ? edgesOf(dtype) : [0, 1, 2, 3, 5, 31, 40].concat(dtype.startsWith('uint') ? [] : [-1, -2])

/** Arguments of sine and cosine: reducing huge ones is a science that is not asked for. */
export const angles = (dtype: DType): Numbers => edgesOf(dtype).filter((angle) => Math.abs(angle) <= 1000)

/** Samples of select: both choices hold what the other must not leak. */
export const select: Samples<'select'> = (dtype) => [
  ...Object.entries(shapes).map(([name, shape]) =>
    sample(name, none, drawn('bool', shape, moderate), drawn(dtype, shape, anyFinite), drawn(dtype, shape, anyFinite, 2)),
  ),
  ...(isFloat(dtype)
    ? [
        sample(
          'NaN in what is not chosen',
          none,
          vector('bool', 1, 0, 1, 0),
          vector(dtype, 1, Number.NaN, -0, Infinity),
          vector(dtype, Number.NaN, 2, Number.NaN, -0),
        ),
      ]
    : []),
]

/** What a cast is tried on: edges, halves, and the borders of every integer dtype. */
const borders: Numbers = [
  127, 128, 127.9, -128.9, -129, 255, 255.9, 256, -0.9, 0.9, 2147483520, 2147483648, 4294967040, 4294967296, -1e20, 1e20, 300,
  -300,
]

const castNumbers = (dtype: DType): Numbers => (isFloat(dtype) ? [...edgesOf(dtype), ...borders] : edgesOf(dtype))

/** Samples of cast: from one dtype to each. */
export const cast: Samples<'cast'> = (dtype) =>
  dtypes.flatMap((to): Sample<'cast'>[] => [
    sample(`to ${to}, edge values`, { dtype: to }, vector(dtype, ...castNumbers(dtype))),
    sample(`to ${to}, wide`, { dtype: to }, drawn(dtype, [3, 43], anyFinite)),
    sample(`to ${to}, 0-d`, { dtype: to }, hostTensor(dtype, [], [1])),
    sample(`to ${to}, empty`, { dtype: to }, hostTensor(dtype, [0, 2], [])),
    ...Object.entries(floatLists(dtype)).map(([name, list]) =>
      sample(`to ${to}, ${name}`, { dtype: to }, vector(dtype, ...list)),
    ),
  ])

/** Samples of bitcast: from one dtype to each of the same size. */
export const bitcast: Samples<'bitcast'> = (dtype) =>
  dtypes
    .filter((to) => to !== 'bool' && sizeBytesOf(to) === sizeBytesOf(dtype))
    .flatMap((to): Sample<'bitcast'>[] => [
      // Bits of small integers are subnormal floats, and those of negative ones NaN: keep to bits of ordinary floats.
      sample(`to ${to}`, { dtype: to }, isFloat(dtype) ? drawn(dtype, [2, 3], moderate) : vector(dtype, ...floatBits(dtype))),
      sample(`to ${to}, empty`, { dtype: to }, hostTensor(dtype, [0], [])),
    ])

/** Integers whose bits are ordinary floats. */
const floatBits = (dtype: DType): Numbers =>
  sizeBytesOf(dtype) === 4 ? [0, 0x3f800000, 0x40490fdb, -0x40800000, 0x7f7fffff] : edgesOf(dtype)
