/** Maps views to a view of the same shape, element by element: the loop behind all elementwise and movement primitives. */
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import type { AccessName, ValueType } from '../assembler/opcodes.ts'
import { elementOf } from './element.ts'
import { emitRows, type Walk, walkAxis, advance } from './nest.ts'
import { byteStrides, startOf, type View } from './view.ts'

/** Leaves the result on the stack, given locals that hold the operands. */
export type Compute = (operands: readonly Local[]) => void

const laneBytes = 4
const lanes = 4

interface Walked {
  readonly walk: Walk
  readonly view: View
}

/** Loads every source, computes, stores: one element, or four lanes. */
function emitPoint(
  code: FunctionBuilder,
  sources: readonly { pointer: Local; local: Local; load: AccessName }[],
  target: { pointer: Local; store: AccessName },
  compute: Compute,
): void {
  for (const { pointer, load, local } of sources) code.get(pointer).access(load).set(local)
  code.get(target.pointer)
  compute(sources.map(({ local }) => local))
  code.access(target.store)
}

/**
 * Emits the loops.
 *
 * @param compute - one element, in the types of the dtypes
 * @param computeLanes - four 32-bit elements at once; used where the innermost axis is dense or constant in every source
 */
export function emitMap(
  code: FunctionBuilder,
  sources: readonly View[],
  target: View,
  compute: Compute,
  computeLanes?: Compute,
): void {
  const walked: Walked[] = [...sources, target].map((view) => ({
    view,
    walk: { pointer: startOf(code, view), strides: byteStrides(view) },
  }))
  const results = walked.at(-1)!
  const operands = walked.slice(0, -1)
  const locals = (type?: ValueType): Local[] => operands.map(({ view }) => code.local(type ?? elementOf(view.dtype).type))
  const scalarLocals = locals()

  const scalar = (): void => {
    const loads = operands.map(({ walk, view }, i) => ({
      pointer: walk.pointer,
      local: scalarLocals[i]!,
      load: elementOf(view.dtype).load,
    }))
    emitPoint(code, loads, { pointer: results.walk.pointer, store: elementOf(results.view.dtype).store }, compute)
  }

  const row = (extent: number, strides: readonly number[]): void => {
    const moves = (factor: number): { pointer: Local; stride: number }[] =>
      walked.map(({ walk }, i) => ({ pointer: walk.pointer, stride: strides[i]! * factor }))
    const dense = walked.every(({ view }, i) => {
      const stride = strides[i]!
      return elementOf(view.dtype).sizeBytes === laneBytes && (stride === laneBytes || (stride === 0 && i < operands.length))
    })
    const vectors = computeLanes && dense ? Math.floor(extent / lanes) : 0
    if (computeLanes && vectors > 0) {
      const vectorLocals = locals('v128')
      const loads = operands.map(({ walk }, i) => ({
        pointer: walk.pointer,
        local: vectorLocals[i]!,
        load: strides[i] === 0 ? ('v128.load32_splat' as const) : ('v128.load' as const),
      }))
      walkAxis(code, vectors, moves(lanes), () =>
        emitPoint(code, loads, { pointer: results.walk.pointer, store: 'v128.store' }, computeLanes),
      )
    }
    const rest = extent - vectors * lanes
    if (rest > 0) walkAxis(code, rest, moves(1), scalar)
    walked.forEach(({ walk }, i) => advance(code, walk.pointer, -extent * strides[i]!))
  }

  emitRows(
    code,
    target.shape,
    walked.map(({ walk }) => walk),
    row,
  )
}
