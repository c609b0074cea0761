/** Lowers the primitives that hold graphs: a graph is a function of the module, and loops and branches call it. */
import { type PrimitiveAttributes, sizeOf, type TensorType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { alignedSize } from '../memory/alignment.ts'
import { kernel, type Lowering } from './kernel.ts'
import { advance, countedLoop } from './nest.ts'
import { movedPointer, sizeBytesOfType, startOf, type View } from './view.ts'

/** A value that a loop carries: a body reads it at one address and writes the next one at the other. */
interface Carried {
  readonly current: Local
  readonly next: Local
  readonly sizeBytes: number
}

/** Bytes for a second buffer of each carried value; the first is the loop's result. */
const carriedBytes = (types: readonly TensorType[]): number =>
  types.reduce((total, type) => total + alignedSize(sizeBytesOfType(type)), 0)

const copyBytes = (code: FunctionBuilder, from: Local, to: Local, sizeBytes: number): void => {
  code.get(to, from).i32(sizeBytes).copyMemory()
}

/** Copies the initial values to one of the two buffers of each: the result's, or the one in scratch. */
function startCarrying(
  code: FunctionBuilder,
  initial: readonly View[],
  results: readonly View[],
  scratch: Local,
  inScratch: boolean,
): Carried[] {
  let offset = 0
  return initial.map((view, i) => {
    const sizeBytes = sizeBytesOfType(view)
    const [result, second] = [movedPointer(code, results[i]!.pointer), movedPointer(code, scratch, offset)]
    offset += alignedSize(sizeBytes)
    const [current, next] = inScratch ? [second, result] : [result, second]
    copyBytes(code, view.pointer, current, sizeBytes)
    return { current, next, sizeBytes }
  })
}

function swap(code: FunctionBuilder, carried: readonly Carried[]): void {
  for (const { current, next } of carried) code.get(current, next).set(current).set(next)
}

const currents = (carried: readonly Carried[]): Local[] => carried.map(({ current }) => current)
const nexts = (carried: readonly Carried[]): Local[] => carried.map(({ next }) => next)
const pointers = (views: readonly View[]): Local[] => views.map(({ pointer }) => pointer)

/** A pointer that visits the elements along axis 0. */
interface Visit {
  readonly pointer: Local
  readonly strideBytes: number
}

function visit(code: FunctionBuilder, view: View, reverse: boolean): Visit {
  const [length = 0, ...rest] = view.shape
  const size = sizeOf(rest)
  const pointer = startOf(code, reverse ? { ...view, offset: (length - 1) * size } : view)
  const elementBytes = sizeBytesOfType({ dtype: view.dtype, shape: rest })
  return { pointer, strideBytes: reverse ? -elementBytes : elementBytes }
}

/** Lowering of scan. */
export const scan: Lowering<'scan'> = ({ attributes, operands }) => {
  const { body, length, carried: count, sequences, reverse } = attributes
  return kernel(
    ({ code, operands: values, results, scratch, bodies }) => {
      // An even number of swaps ends where it began: in the results.
      const carried = startCarrying(code, values.slice(0, count), results, scratch, length % 2 === 1)
      const elements = values.slice(count, count + sequences).map((view) => visit(code, view, reverse))
      const outputs = results.slice(count).map((view) => visit(code, view, reverse))
      const constants = pointers(values.slice(count + sequences))
      const moving = (visits: readonly Visit[]): Local[] => visits.map(({ pointer }) => pointer)
      countedLoop(code, length, () => {
        bodies[0]!.call([...currents(carried), ...moving(elements), ...constants, ...nexts(carried), ...moving(outputs)])
        for (const { pointer, strideBytes } of [...elements, ...outputs]) advance(code, pointer, strideBytes)
        swap(code, carried)
      })
    },
    { bodies: [body], scratchBytes: carriedBytes(operands.slice(0, count)) },
  )
}

/** Lowering of cond: both branches are part of the module, one is called. */
export const cond: Lowering<'cond'> = ({ attributes: { onTrue, onFalse } }) =>
  kernel(
    ({ code, operands: [condition, ...operands], results, bodies }) => {
      const addresses = [...pointers(operands), ...pointers(results)]
      code.get(condition!.pointer).access('i32.load8_u')
      code.branch(
        undefined,
        () => bodies[0]!.call(addresses),
        () => bodies[1]!.call(addresses),
      )
    },
    { bodies: [onTrue, onFalse] },
  )

/** Lowering of while. */
export const whileLoop: Lowering<'while'> = ({ attributes, operands }) => {
  const { condition, body, carried: count, maxIterations }: PrimitiveAttributes['while'] = attributes
  const secondBytes = carriedBytes(operands.slice(0, count))
  const flag: TensorType = { dtype: 'bool', shape: [] }
  return kernel(
    ({ code, operands: values, results, scratch, bodies }) => {
      const carried = startCarrying(code, values.slice(0, count), results, scratch, false)
      const constants = pointers(values.slice(count))
      const holds = movedPointer(code, scratch, secondBytes)
      const iterations = code.local('i32')
      const step = (): void => {
        bodies[1]!.call([...currents(carried), ...constants, ...nexts(carried)])
        swap(code, carried)
        code.get(iterations).i32(1).op('i32.add').set(iterations)
      }
      code.i32(0).set(iterations)
      code.loop(() => {
        code.get(iterations).i32(maxIterations).op('i32.lt_u')
        code.branch(
          'i32',
          () => {
            bodies[0]!.call([...currents(carried), ...constants, holds])
            code.get(holds).access('i32.load8_u')
            code.branch(undefined, step)
            code.get(holds).access('i32.load8_u')
          },
          () => code.i32(0),
        )
      })
      carried.forEach(({ current, sizeBytes }, i) => {
        const result = results[i]!.pointer
        code.get(current, result).op('i32.ne')
        code.branch(undefined, () => copyBytes(code, current, result, sizeBytes))
      })
    },
    { bodies: [condition, body], scratchBytes: secondBytes + alignedSize(sizeBytesOfType(flag)) },
  )
}
