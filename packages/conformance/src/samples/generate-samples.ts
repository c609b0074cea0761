/** Samples of the primitives that make elements from next to nothing, of stopGradient and of composite. */
import { type DType, dtypes, type Graph, isFloat, type Shape } from '@neurite/core'
import { ProgramWriter } from '../program/program-writer.ts'
import { drawn, moderate } from '../values/domain.ts'
import { edgesOf, nonFinite } from '../values/edge-values.ts'
import { vector } from '../values/host-tensor.ts'
import { type Sample, sample, type Samples } from './sample.ts'

/** Literals that the dtype can hold. */
const literals = (dtype: DType): readonly number[] => [...edgesOf(dtype), ...(isFloat(dtype) ? nonFinite : [])]

export const constant: Samples<'constant'> = dtypes.flatMap((dtype) =>
  literals(dtype).map((value): Sample<'constant'> => sample(`${dtype} ${Object.is(value, -0) ? '-0' : value}`, { value, dtype })),
)

const iotaRows: Readonly<Record<string, readonly [Shape, number]>> = {
  vector: [[9], 0],
  'first axis': [[3, 4], 0],
  'last axis': [[3, 4], 1],
  'middle axis': [[2, 3, 4], 1],
  empty: [[0, 3], 1],
  'long, so that bytes wrap': [[300], 0],
}

export const iota: Samples<'iota'> = (dtype) =>
  Object.entries(iotaRows).map(([name, [shape, axis]]) => sample(name, { shape, dtype, axis }))

const keys: readonly (readonly [number, number])[] = [
  [0, 0],
  [1, 0],
  [0x13198a2e, 0x03707344],
  [2 ** 32 - 1, 2 ** 32 - 1],
]
const bitShapes: readonly Shape[] = [[], [1], [2], [7], [3, 4], [0], [1001]]

export const randomBits: Samples<'randomBits'> = keys.flatMap((key) =>
  bitShapes.map((shape): Sample<'randomBits'> =>
    sample(`key ${key.join(' ')}, [${shape.join(', ')}]`, { shape }, vector('uint32', ...key)),
  ),
)

/** `x * sigmoid(x)` row by row, and the greatest of each row: two results, one of them of another shape. */
function swishAndMax(dtype: DType): Graph {
  const writer = new ProgramWriter()
  const x = writer.input({ dtype, shape: [3, 4] })
  const swish = writer.one('mul', [x, writer.one('sigmoid', [x], {})], {})
  return writer.program({ outputs: [swish, writer.one('reduceMax', [swish], { axes: [1] })] }).graph
}

export const composite: Samples<'composite'> = (dtype) =>
  isFloat(dtype)
    ? [
        sample(
          'a region of two results',
          { name: 'conformance/swishAndMax', body: swishAndMax(dtype) },
          drawn(dtype, [3, 4], moderate),
        ),
      ]
    : []
