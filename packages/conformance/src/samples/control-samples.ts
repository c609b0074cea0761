/** Samples of loops and branches: bodies of several values, constants, both directions, none at all. */
import {
  type DType,
  type Graph,
  isFloat,
  type PrimitiveAttributes,
  registerHostFunction,
  type Shape,
  type TensorType,
  type ValueId,
} from '@neurite/core'
import { ProgramWriter } from '../program/program-writer.ts'
import { drawn, moderate } from '../values/domain.ts'
import { scalar } from '../values/host-tensor.ts'
import { type Sample, sample, type Samples } from './sample.ts'

/** The graph of a function of parameters of these types. */
function graphOf(
  types: readonly TensorType[],
  write: (writer: ProgramWriter, parameters: readonly ValueId[]) => ValueId[],
): Graph {
  const writer = new ProgramWriter()
  const parameters = types.map((type) => writer.input(type))
  return writer.program({ outputs: write(writer, parameters) }).graph
}

const half = (writer: ProgramWriter, type: TensorType): ValueId => writer.constant(isFloat(type.dtype) ? 0.5 : 1, type)

/** `carry = carry / 2 + x * weight`, and the output `carry + x` of the new carry; the last carried value counts the steps. */
function recurrence(dtype: DType, shape: Shape): Graph {
  const type = { dtype, shape }
  const count: TensorType = { dtype: 'int32', shape: [] }
  return graphOf([type, count, type, type], (writer, [carry, steps, x, weight]) => {
    const next = writer.one(
      'add',
      [writer.one('mul', [carry!, half(writer, type)], {}), writer.one('mul', [x!, weight!], {})],
      {},
    )
    const counted = writer.one('add', [steps!, writer.constant(1, count)], {})
    return [next, counted, writer.one('add', [next, x!], {}), counted]
  })
}

const scanRow = (dtype: DType, name: string, shape: Shape, length: number, reverse: boolean): Sample<'scan'> =>
  sample(
    name,
    { body: recurrence(dtype, shape), length, carried: 2, sequences: 1, reverse },
    drawn(dtype, shape, moderate),
    scalar('int32', 0),
    drawn(dtype, [length, ...shape], moderate, 2),
    drawn(dtype, shape, moderate, 3),
  )

/** Two values that change places: the next one of each is the other as it was. */
const swap = (dtype: DType): Sample<'scan'> => {
  const type = { dtype, shape: [3] }
  const body = graphOf([type, type], (_, [a, b]) => [b!, a!])
  const attributes = { body, length: 5, carried: 2, sequences: 0, reverse: false }
  return sample('values that change places', attributes, drawn(dtype, [3], moderate), drawn(dtype, [3], moderate, 2))
}

/** A loop in a loop: the inner one sums the rows of the element. */
function nested(dtype: DType): Sample<'scan'> {
  const row: TensorType = { dtype, shape: [4] }
  const matrix: TensorType = { dtype, shape: [3, 4] }
  const inner = graphOf([row, row], (writer, [sum, x]) => [writer.one('add', [sum!, x!], {})])
  const attributes: PrimitiveAttributes['scan'] = { body: inner, length: 3, carried: 1, sequences: 1, reverse: false }
  const body = graphOf([row, matrix], (writer, [sum, x]) => {
    const [total] = writer.apply('scan', [sum!, x!], attributes)
    return [total!, total!]
  })
  return sample(
    'a loop in a loop',
    { body, length: 2, carried: 1, sequences: 1, reverse: false },
    drawn(dtype, [4], moderate),
    drawn(dtype, [2, 3, 4], moderate, 2),
  )
}

const numeric = (dtype: DType): boolean => dtype !== 'bool'

/** Samples of scan. */
export const scan: Samples<'scan'> = (dtype) =>
  numeric(dtype)
    ? [
        scanRow(dtype, 'vectors', [3], 5, false),
        scanRow(dtype, 'vectors, backwards', [3], 5, true),
        scanRow(dtype, '0-d', [], 7, false),
        scanRow(dtype, 'matrices', [2, 3], 2, true),
        scanRow(dtype, 'one step', [3], 1, false),
        scanRow(dtype, 'no step', [3], 0, false),
        scanRow(dtype, 'empty elements', [0], 3, false),
        swap(dtype),
        nested(dtype),
      ]
    : []

/** Two branches over two operands; the second hands one through. */
function branches(dtype: DType, shape: Shape): PrimitiveAttributes['cond'] {
  const types = [
    { dtype, shape },
    { dtype, shape },
  ]
  return {
    onTrue: graphOf(types, (writer, [a, b]) => [writer.one('add', [a!, b!], {}), writer.one('mul', [a!, a!], {})]),
    onFalse: graphOf(types, (writer, [a, b]) => [writer.one('sub', [a!, b!], {}), b!]),
  }
}

/** Samples of cond: each way. */
export const cond: Samples<'cond'> = (dtype) =>
  numeric(dtype)
    ? [[3], [], [2, 0]].flatMap((shape: Shape) =>
        [1, 0].map((condition) =>
          sample(
            `[${shape.join(', ')}], ${condition ? 'true' : 'false'}`,
            branches(dtype, shape),
            scalar('bool', condition),
            drawn(dtype, shape, moderate),
            drawn(dtype, shape, moderate, 2),
          ),
        ),
      )
    : []

/** Adds `step` to a vector while the count that is carried beside it goes down to 0. */
const countdown = (dtype: DType, maxIterations: number): PrimitiveAttributes['while'] => {
  const count: TensorType = { dtype: 'int32', shape: [] }
  const vectorType: TensorType = { dtype, shape: [3] }
  const types = [vectorType, count, vectorType]
  return {
    carried: 2,
    maxIterations,
    condition: graphOf(types, (writer, [, left]) => [writer.one('greater', [left!, writer.constant(0, count)], {})]),
    body: graphOf(types, (writer, [x, left, step]) => [
      writer.one('add', [x!, step!], {}),
      writer.one('sub', [left!, writer.constant(1, count)], {}),
    ]),
  }
}

/** Samples of while: until the condition fails, until the limit, not at all. */
export const whileLoop: Samples<'while'> = (dtype) =>
  numeric(dtype)
    ? (
        [
          ['five rounds', 5, 100],
          ['ended by the limit', 5, 3],
          ['no round', 0, 100],
          ['a limit of none', 5, 0],
        ] as const
      ).map(([name, rounds, limit]) =>
        sample(
          name,
          countdown(dtype, limit),
          drawn(dtype, [3], moderate),
          scalar('int32', rounds),
          drawn(dtype, [3], moderate, 2),
        ),
      )
    : []

const hostFunctionName = 'conformance/reversedAndCount'

/** Samples of hostCall: elements in reverse, and how many there are. */
export const hostCall: Samples<'hostCall'> = (dtype) => {
  registerHostFunction(hostFunctionName, ([x]) => [x!.slice().reverse(), Int32Array.of(x!.length)])
  const shapes: readonly Shape[] = [[7], [2, 3], [], [0, 2]]
  return shapes.map((shape) =>
    sample(
      `[${shape.join(', ')}]`,
      {
        name: hostFunctionName,
        results: [
          { dtype, shape },
          { dtype: 'int32', shape: [1] },
        ],
      },
      drawn(dtype, shape, moderate),
    ),
  )
}
