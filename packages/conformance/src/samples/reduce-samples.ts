/** Samples of the reductions. */
import { type CumulativeAttributes, type DType, isFloat, type ReduceAttributes, type Shape } from '@neurite/core'
import { type Domain, drawn, moderate, ties } from '../values/domain.ts'
import { edgesOf } from '../values/edge-values.ts'
import { hostTensor, vector } from '../values/host-tensor.ts'
import { type Sample, sample, type Samples } from './sample.ts'

type CumulativeName = 'cumSum' | 'cumProd' | 'cumMax'

type ReduceName = 'reduceSum' | 'reduceProd' | 'reduceMax' | 'reduceMin'

const axesRows: Readonly<Record<string, readonly [Shape, readonly number[]]>> = {
  'a vector': [[7], [0]],
  'the first axis': [[3, 4], [0]],
  'the last axis': [[3, 4], [1]],
  'a middle axis': [[2, 3, 4], [1]],
  'two axes apart': [
    [2, 3, 4],
    [0, 2],
  ],
  'all axes': [
    [2, 3, 4],
    [0, 1, 2],
  ],
  'no axis': [[2, 3], []],
  '0-d': [[], []],
  'nothing, to an identity': [[2, 0, 3], [1]],
  'nothing, to nothing': [[0, 3], [1]],
  'everything of nothing': [[0], [0]],
  'an axis of one': [[3, 1], [1]],
}

/** What each reduction is tried on; `wide` for rows longer than vector lanes, where products would overflow. */
interface ReduceRange {
  readonly domain: Domain
  readonly hasWide: boolean
  /** Sums of edge values overflow on the way or not, as their order has it. */
  readonly hasEdges: boolean
}

const reduce =
  ({ domain, hasWide, hasEdges }: ReduceRange): Samples<ReduceName> =>
  (dtype) => [
    ...Object.entries(axesRows).map(([name, [shape, axes]]) => sample(name, { axes }, drawn(dtype, shape, domain))),
    sample('ties', { axes: [1] }, drawn(dtype, [4, 9], ties)),
    ...(hasWide ? wideRows(dtype, domain) : []),
    ...(hasEdges || !isFloat(dtype) ? [sample('edge values', { axes: [0] }, vector(dtype, ...edgesOf(dtype)))] : []),
    ...(isFloat(dtype) ? nonFiniteRows(dtype) : []),
  ]

const wideRows = (dtype: DType, domain: Domain): Sample<ReduceName>[] => [
  sample('wide rows', { axes: [1] }, drawn(dtype, [3, 131], domain)),
  sample('many columns', { axes: [0] }, drawn(dtype, [19, 37], domain)),
  sample('long', { axes: [0] }, drawn(dtype, [3000], domain)),
]

const nonFiniteRows = (dtype: DType): Sample<ReduceName>[] => {
  const rows: readonly (readonly number[])[] = [
    [Number.NaN, 1, 2, 3],
    [1, 2, 3, Number.NaN],
    [1, Infinity, 2, 3],
    [1, 2, -Infinity, 3],
    [Infinity, 1, -Infinity, Number.NaN],
    [-Infinity, -Infinity, -Infinity, -Infinity],
    [0, -0, 0, -0],
  ]
  const attributes: ReduceAttributes = { axes: [1] }
  return [sample('NaN and infinities', attributes, hostTensor(dtype, [rows.length, 4], rows.flat()))]
}

export const reduceSum = reduce({ domain: moderate, hasWide: true, hasEdges: false })
export const reduceProd = reduce({ domain: moderate, hasWide: false, hasEdges: false })
export const reduceExtremum = reduce({ domain: moderate, hasWide: true, hasEdges: true })

/** Samples of argMax and argMin: ties go to the first, and NaN beats all. */
export const argReduce: Samples<'argMax' | 'argMin'> = (dtype) => [
  ...Object.entries(axesRows).flatMap(([name, [shape, [axis = 0, ...more]]]) =>
    more.length > 0 || shape.length === 0 || shape[axis] === 0 ? [] : [sample(name, { axis }, drawn(dtype, shape, moderate))],
  ),
  sample('ties', { axis: 1 }, drawn(dtype, [6, 9], ties)),
  sample('all the same', { axis: 0 }, vector(dtype, 1, 1, 1, 1)),
  sample('of nothing', { axis: 1 }, hostTensor(dtype, [0, 3], [])),
  sample('wide', { axis: 1 }, drawn(dtype, [3, 131], moderate)),
  sample('edge values', { axis: 0 }, vector(dtype, ...edgesOf(dtype))),
  ...(isFloat(dtype)
    ? [
        sample(
          'NaN and infinities',
          { axis: 1 },
          hostTensor(
            dtype,
            [5, 4],
            [1, Number.NaN, 3, Number.NaN, Infinity, 1, Infinity, 2, -Infinity, 1, -Infinity, 2, 0, -0, 0, -0, -0, 0, -0, 0],
          ),
        ),
        sample('infinities only', { axis: 0 }, hostTensor(dtype, [2, 2], [-Infinity, Infinity, -Infinity, Infinity])),
      ]
    : []),
]

/** Samples of running sums and products: each direction, with and without the element itself. */
export const cumSum: Samples<'cumSum' | 'cumProd'> = (dtype) =>
  [false, true].flatMap((reverse) =>
    [false, true].flatMap((exclusive): Sample<CumulativeName>[] => {
      const along = (axis: number): CumulativeAttributes => ({ axis, reverse, exclusive })
      const mode = `${reverse ? 'backwards' : 'forwards'}${exclusive ? ', exclusive' : ''}`
      return [
        sample(`vector, ${mode}`, along(0), drawn(dtype, [7], moderate)),
        sample(`first axis, ${mode}`, along(0), drawn(dtype, [3, 4], moderate)),
        sample(`middle axis, ${mode}`, along(1), drawn(dtype, [2, 3, 4], moderate)),
        sample(`wide, ${mode}`, along(1), drawn(dtype, [2, 67], moderate)),
        sample(`empty, ${mode}`, along(1), hostTensor(dtype, [2, 0], [])),
        ...(isFloat(dtype) ? [sample(`infinities, ${mode}`, along(0), vector(dtype, 1, Infinity, 2, -Infinity, 3))] : []),
        ...(isFloat(dtype) ? [] : [sample(`edge values, ${mode}`, along(0), vector(dtype, ...edgesOf(dtype)))]),
      ]
    }),
  )

/** Samples of cumMax: those of the sums, ties, and NaN, which stays. */
export const cumMax: Samples<'cumMax'> = (dtype) => [
  ...(typeof cumSum === 'function' ? cumSum(dtype) : cumSum),
  ...[false, true].flatMap((reverse) =>
    [false, true].flatMap((exclusive): Sample<'cumMax'>[] => {
      const along: CumulativeAttributes = { axis: 0, reverse, exclusive }
      const mode = `${reverse ? 'backwards' : 'forwards'}${exclusive ? ', exclusive' : ''}`
      const nan = sample(`NaN, ${mode}`, along, vector(dtype, 1, Number.NaN, 2, -Infinity, 3))
      return [sample(`ties, ${mode}`, along, drawn(dtype, [12], ties)), ...(isFloat(dtype) ? [nan] : [])]
    }),
  ),
]
