/** Loops and branches inside a program: scan, cond, whileLoop. */
import { ArgumentError, DTypeError, ShapeError } from '../errors/errors.ts'
import type { TensorType } from '../graph/graph.ts'
import { append } from '../lazy/append.ts'
import { traceBodies, traceBody } from '../lazy/trace-body.ts'
import type { Value } from '../lazy/value.ts'
import { flattenNest, mapNest, type NestOf } from '../nest/nest.ts'
import { formatShape } from '../shape/shape.ts'
import { besides, Tensor } from '../tensor/tensor.ts'
import { bringControl } from './bring-control.ts'

/** Tensors alone or in arrays and records. */
type Nest = NestOf<Tensor>

function tensorsOf(call: string, nest: unknown): Tensor[] {
  return flattenNest(nest).leaves.map((leaf) => {
    if (leaf instanceof Tensor) return leaf
    throw new DTypeError(
      `${call}: everything that goes in and comes out must be tensors, alone or in arrays and records, got ${describe(leaf)}`,
    )
  })
}

const describe = (leaf: unknown): string => (typeof leaf === 'number' ? `the number ${leaf}; use tensor(${leaf})` : typeof leaf)

const valuesOf = (call: string, nest: unknown): Value[] => unwrap(tensorsOf(call, nest))

/** Throws unless two nests have one structure; `what` says what they are. */
function requireStructure(call: string, what: string, got: unknown, expected: unknown): void {
  const [given, wanted] = [flattenNest(got).structure, flattenNest(expected).structure]
  if (given !== wanted) throw new ArgumentError(`${call}: ${what}, expected ${wanted}, got ${given}; keep the structure the same`)
}

const unwrap = (tensors: readonly Tensor[]): Value[] => tensors.map(({ value }) => value)
const typesOf = (tensors: readonly Tensor[]): TensorType[] => tensors.map(({ value }) => value.type)

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
 * @shape initial of any shapes, sequences [length, ...] -> the shapes of initial, outputs [length, ...]
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
  const carry = tensorsOf('scan', initial)
  const xs = sequences === undefined ? [] : tensorsOf('scan', sequences)
  const length = given ?? xs[0]?.shape[0]
  if (length === undefined) throw new ArgumentError('scan: give sequences, or the length as an option')
  if (!Number.isInteger(length) || length < 0) throw new ArgumentError(`scan: length must be a whole number, got ${length}`)
  const wrong = xs.find(({ shape }) => shape[0] !== length)
  if (wrong)
    throw new ShapeError(`scan: every sequence needs ${length} elements along axis 0, got shape ${formatShape(wrong.shape)}`)
  return besides([...carry, ...xs], () => scanOver(step, initial, sequences, { carry, xs, length, reverse }))
}

/** The parts of a loop. */
interface Loop {
  readonly carry: readonly Tensor[]
  readonly xs: readonly Tensor[]
  readonly length: number
  readonly reverse: boolean
}

function scanOver<Carry extends Nest, Sequences extends Nest | undefined, Output extends Nest>(
  step: (carry: Carry, element: Sequences) => readonly [Carry, Output],
  initial: Carry,
  sequences: Sequences,
  { carry, xs, length, reverse }: Loop,
): [Carry, Output] {
  const elements = xs.map(({ shape, dtype }) => ({ shape: shape.slice(1), dtype }))
  let output: Output | undefined
  const traced = traceBody('scan', [...typesOf(carry), ...elements], (values) => {
    const element = sequences === undefined ? sequences : rebuild(sequences, values.slice(carry.length))
    const [next, out] = step(rebuild(initial, values), element)
    requireStructure('scan', 'the step must return [carried values, output] and keep the carried structure', next, initial)
    output = out
    return [...valuesOf('scan', next), ...valuesOf('scan', out)]
  })
  const attributes = { body: traced.graph, length, carried: carry.length, sequences: xs.length, reverse }
  const operands = [...unwrap(carry), ...unwrap(xs), ...traced.captures]
  bringControl()
  const results = append('scan', operands, attributes, 'scan')
  return [rebuild(initial, results), rebuild(output!, results.slice(carry.length))]
}

/**
 * The results of one of two functions. Both are part of the program; one runs.
 *
 * @shape condition [], operands of any shapes -> what both functions return
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
  return besides([condition, ...operands], () => {
    const results: Result[] = []
    const branch =
      (fn: (...operands: Operands) => Result) =>
      (values: readonly Value[]): Value[] => {
        // Tensors take the place of tensors.
        const result = fn(...(values.slice(0, operands.length).map((value) => new Tensor(value)) as unknown as Operands))
        results.push(result)
        return valuesOf('cond', result)
      }
    const { graphs, captures } = traceBodies('cond', typesOf(operands), [branch(onTrue), branch(onFalse)])
    requireStructure('cond', 'both branches must return one structure', results[1], results[0])
    const given = [condition.value, ...unwrap(operands), ...captures]
    bringControl()
    return rebuild(results[0]!, append('cond', given, { onTrue: graphs[0]!, onFalse: graphs[1]! }, 'cond'))
  })
}

/** Options of `whileLoop`. */
export interface WhileOptions {
  /** Ends the loop after this many times. Default 2^31 - 1. */
  readonly maxIterations?: number
}

/**
 * Runs `body` as long as `condition` holds. No gradient flows through: where one is needed, use `scan` with a fixed length.
 *
 * @shape initial of any shapes -> the same
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
  const carry = tensorsOf('whileLoop', initial)
  return besides(carry, () => {
    const { graphs, captures } = traceBodies('whileLoop', typesOf(carry), [
      (values) => valuesOf('whileLoop', condition(rebuild(initial, values))),
      (values) => {
        const next = body(rebuild(initial, values))
        requireStructure('whileLoop', 'the body must keep the carried structure', next, initial)
        return valuesOf('whileLoop', next)
      },
    ])
    const attributes = { condition: graphs[0]!, body: graphs[1]!, carried: carry.length, maxIterations }
    bringControl()
    return rebuild(initial, append('while', [...unwrap(carry), ...captures], attributes, 'whileLoop'))
  })
}
