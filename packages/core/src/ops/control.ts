/** Loops and branches inside a program: scan, cond, whileLoop. */
import { ArgumentError, DTypeError, ShapeError } from '../errors/errors.ts'
import { append } from '../lazy/append.ts'
import { traceBodies, traceBody } from '../lazy/trace-body.ts'
import type { Value } from '../lazy/value.ts'
import { flattenNest, mapNest, type NestOf } from '../nest/nest.ts'
import { formatShape } from '../shape/shape.ts'
import { Tensor } from '../tensor/tensor.ts'

/** Tensors alone or in arrays and records. */
type Nest = NestOf<Tensor>

const valuesOf = (nest: unknown): Value[] =>
  flattenNest(nest).leaves.map((leaf) => {
    if (leaf instanceof Tensor) return leaf.value
    throw new DTypeError('scan: carried values, sequences and results must be tensors, alone or in arrays and records')
  })

/** The structure of `like` over other values. */
const rebuild = <N>(like: N, values: readonly Value[]): N => mapNest(like, (_, index) => new Tensor(values[index]!)) as N

/** Options of `scan`. */
export interface ScanOptions {
  /** Number of steps: needed where there are no sequences. */
  readonly length?: number
  /** From the last element to the first; outputs stand at their element's place. Default false. */
  readonly reverse?: boolean
}

/**
 * Runs `step` over the elements (along axis 0) of sequences, carrying values on. One loop of the program, whatever its length;
 * gradients flow through it.
 *
 * @param step - from the carried values and one element of each sequence to `[next carried values, output]`
 * @param initial - the first carried values; `step` keeps their shapes and dtypes
 * @param sequences - tensors of one length along axis 0, or undefined
 * @returns the last carried values, and the outputs stacked along axis 0
 * @example
 * ```ts
 * const [total, sums] = scan((sum: Tensor, x: Tensor) => [sum.add(x), sum.add(x)], tensor(0), tensor([1, 2, 3]))
 * console.log(await total.item(), await sums.array()) // 6 [1, 3, 6]
 * ```
 */
export function scan<Carry extends Nest, Sequences extends Nest | undefined, Output extends Nest>(
  step: (carry: Carry, element: Sequences) => readonly [Carry, Output],
  initial: Carry,
  sequences: Sequences,
  { length: given, reverse = false }: ScanOptions = {},
): [Carry, Output] {
  const carry = valuesOf(initial)
  const xs = sequences === undefined ? [] : valuesOf(sequences)
  const length = given ?? xs[0]?.type.shape[0]
  if (length === undefined) throw new ArgumentError('scan: give sequences, or the length as an option')
  const wrong = xs.find(({ type }) => type.shape[0] !== length)
  if (wrong)
    throw new ShapeError(`scan: every sequence needs ${length} elements along axis 0, got shape ${formatShape(wrong.type.shape)}`)
  const elements = xs.map(({ type: { shape, dtype } }) => ({ shape: shape.slice(1), dtype }))
  let output: Output | undefined
  const traced = traceBody('scan', [...carry.map(({ type }) => type), ...elements], (values) => {
    const element = sequences === undefined ? sequences : rebuild(sequences, values.slice(carry.length))
    const [next, out] = step(rebuild(initial, values), element)
    output = out
    if (flattenNest(next).structure !== flattenNest(initial).structure) {
      throw new ArgumentError('scan: the step must return [carried values, output] with the structure of the initial values')
    }
    return [...valuesOf(next), ...valuesOf(out)]
  })
  const attributes = { body: traced.graph, length, carried: carry.length, sequences: xs.length, reverse }
  const results = append('scan', [...carry, ...xs, ...traced.captures], attributes, 'scan')
  return [rebuild(initial, results), rebuild(output!, results.slice(carry.length))]
}

/**
 * The results of one of two functions. Both are part of the program; one runs.
 *
 * @param condition - bool scalar
 * @param onTrue - from the operands; gradients flow through it
 * @param onFalse - returns the structure, shapes and dtypes of `onTrue`
 */
export function cond<Operands extends readonly Tensor[], Result extends Nest>(
  condition: Tensor,
  onTrue: (...operands: Operands) => Result,
  onFalse: (...operands: Operands) => Result,
  ...operands: Operands
): Result {
  let result: Result | undefined
  const branch =
    (fn: (...operands: Operands) => Result) =>
    (values: readonly Value[]): Value[] => {
      // Tensors take the place of tensors.
      result = fn(...(operands.map((_, index) => new Tensor(values[index]!)) as unknown as Operands))
      return valuesOf(result)
    }
  const types = operands.map(({ value }) => value.type)
  const { graphs, captures } = traceBodies('cond', types, [branch(onTrue), branch(onFalse)])
  const values = append(
    'cond',
    [condition.value, ...operands.map(({ value }) => value), ...captures],
    { onTrue: graphs[0]!, onFalse: graphs[1]! },
    'cond',
  )
  return rebuild(result!, values)
}

/** Options of `whileLoop`. */
export interface WhileOptions {
  /** Ends the loop after this many times. Default 2^31 - 1. */
  readonly maxIterations?: number
}

/**
 * Runs `body` as long as `condition` holds. No gradient flows through: where one is needed, use `scan` with a fixed length.
 *
 * @param condition - from the carried values to a bool scalar
 * @param body - from the carried values to the next ones, of the same shapes and dtypes
 */
export function whileLoop<Carry extends Nest>(
  condition: (carry: Carry) => Tensor,
  body: (carry: Carry) => Carry,
  initial: Carry,
  { maxIterations = 2 ** 31 - 1 }: WhileOptions = {},
): Carry {
  if (!Number.isInteger(maxIterations) || maxIterations < 0) {
    throw new ArgumentError(`whileLoop: maxIterations must be a whole number, got ${maxIterations}`)
  }
  const carry = valuesOf(initial)
  const types = carry.map(({ type }) => type)
  const { graphs, captures } = traceBodies('whileLoop', types, [
    (values) => valuesOf(condition(rebuild(initial, values))),
    (values) => valuesOf(body(rebuild(initial, values))),
  ])
  const attributes = { condition: graphs[0]!, body: graphs[1]!, carried: carry.length, maxIterations }
  return rebuild(initial, append('while', [...carry, ...captures], attributes, 'whileLoop'))
}
