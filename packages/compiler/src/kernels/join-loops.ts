/** Makes one loop kernel of two that go through the same loops: what both load is loaded once, what one hands on stays inside. */
import { sizeOf, type ValueId } from '@neurite/core'
import { longestRow } from '../group/grouping.ts'
import { type Affine, strideAlong } from '../index-map/affine.ts'
import { samePlace } from './in-place.ts'
import type { Instruction, InstructionId, KernelCall, LoopKernel, Store } from './kernel.ts'

/** A loop kernel at its place in a program. */
export type LoopCall = KernelCall & { readonly kernel: LoopKernel }

/** Whether a call is one of a loop kernel. */
export const isLoopCall = (call: KernelCall): call is LoopCall => call.kernel.kind === 'loop'

const isMap = ({ kept, extents }: LoopKernel): boolean => kept === extents.length

const sameExtents = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((extent, axis) => extent === b[axis])

/** The loops in which two kernels can run as one; undefined where there are none. */
function commonLoops(a: LoopKernel, b: LoopKernel): Pick<LoopKernel, 'extents' | 'kept'> | undefined {
  const { extents, kept } = a
  if (sameExtents(extents, b.extents)) {
    return kept === b.kept || isMap(a) || isMap(b) ? { extents, kept: Math.min(kept, b.kept) } : undefined
  }
  // At each point of the loops that nothing is reduced over, beside the reductions.
  if (isMap(b) && sameExtents(extents.slice(0, kept), b.extents)) return { extents, kept }
  return isMap(a) && sameExtents(extents, b.extents.slice(0, b.kept)) ? { extents: b.extents, kept: b.kept } : undefined
}

/** How often the reduced loops run at a point of the kept ones. */
function passesOf({ body, stores, kept }: LoopKernel): number {
  const [phases, inner]: [number[], boolean[]] = [[], []]
  let passes = 0
  for (const instruction of body) {
    const operands = instruction.op === 'apply' ? instruction.operands : instruction.op === 'reduce' ? [instruction.operand] : []
    const phase = Math.max(0, ...operands.map((id) => phases[id]!)) + (instruction.op === 'reduce' ? 1 : 0)
    phases.push(phase)
    inner.push(
      instruction.op !== 'reduce' &&
        (operands.some((id) => inner[id]!) || ('at' in instruction && instruction.at.strides.length > kept)),
    )
    if (instruction.op === 'reduce') passes = Math.max(passes, phase)
  }
  for (const { instruction, at } of stores) {
    if (inner[instruction] || at.strides.length > kept) passes = Math.max(passes, phases[instruction]! + 1)
  }
  return passes
}

/** Loops along which no access jumps: they can be run several points at a time. */
function smoothLoops({ body, stores, extents, kept }: LoopKernel): readonly number[] {
  const places = [
    ...body.flatMap((instruction) => (instruction.op === 'load' ? [instruction.at] : [])),
    ...stores.map(({ at }) => at),
  ]
  return [kept - 1, extents.length - 1].filter((axis) => axis >= 0 && places.every((at) => Math.abs(strideAlong(at, axis)) <= 1))
}

/** One body of two. */
class Joint {
  readonly operands: ValueId[] = []
  readonly body: Instruction[] = []
  readonly #known = new Map<string, InstructionId>()
  /** What has been computed of each value, and where it goes. */
  readonly #made = new Map<ValueId, { readonly at: Affine; readonly instruction: InstructionId }>()
  readonly results: ValueId[] = []
  readonly stores: Store[] = []

  /** Adds a kernel; false where it reads what is written at other points, or as something else. */
  add({ kernel, operands, results }: LoopCall, rootOf: (id: ValueId) => ValueId): boolean {
    const roots = operands.map(rootOf)
    const ids: InstructionId[] = []
    for (const instruction of kernel.body) {
      const made = instruction.op === 'load' ? this.#made.get(roots[instruction.operand]!) : undefined
      if (made && instruction.op === 'load' && !this.#isSame(made, instruction)) return false
      ids.push(made ? made.instruction : this.#add(instruction, roots, ids))
    }
    for (const store of kernel.stores) {
      const value = results[store.result]!
      const instruction = ids[store.instruction]!
      this.#made.set(value, { at: store.at, instruction })
      this.stores.push({ ...store, result: this.results.push(value) - 1, instruction })
    }
    return true
  }

  /** Whether a load reads what was computed: at this very point, and not its bits as another dtype. */
  #isSame({ at, instruction }: { at: Affine; instruction: InstructionId }, load: Instruction & { op: 'load' }): boolean {
    return samePlace(at, load.at) && this.body[instruction]!.dtype === load.dtype
  }

  #add(instruction: Instruction, roots: readonly ValueId[], ids: readonly InstructionId[]): InstructionId {
    const moved = this.#moved(instruction, roots, ids)
    // JSON has no way to write -0, NaN and the infinities.
    const value = moved.op === 'constant' && Object.is(moved.value, -0) ? '-0' : 'value' in moved ? String(moved.value) : ''
    const key = `${value}${JSON.stringify(moved)}`
    const known = this.#known.get(key) ?? this.body.push(moved) - 1
    this.#known.set(key, known)
    return known
  }

  #moved(instruction: Instruction, roots: readonly ValueId[], ids: readonly InstructionId[]): Instruction {
    switch (instruction.op) {
      case 'load': {
        const root = roots[instruction.operand]!
        const known = this.operands.indexOf(root)
        return { ...instruction, operand: known < 0 ? this.operands.push(root) - 1 : known }
      }
      case 'apply':
        return { ...instruction, operands: instruction.operands.map((id) => ids[id]!) }
      case 'reduce':
        return { ...instruction, operand: ids[instruction.operand]! }
      default:
        return instruction
    }
  }
}

/** Whether a joint kernel does what its parts did as fast: over no row more often than it is good for, and in vectors as they did. */
function isAsGood(joint: LoopKernel, parts: readonly LoopKernel[]): boolean {
  const smooth = smoothLoops(joint)
  if (
    parts.some((part) => part.extents.length === joint.extents.length && smoothLoops(part).some((axis) => !smooth.includes(axis)))
  ) {
    return false
  }
  if (passesOf(joint) <= Math.max(...parts.map(passesOf))) return true
  return sizeOf(joint.extents.slice(joint.kept)) <= longestRow && smooth.includes(joint.extents.length - 1)
}

/**
 * One call that does what two do, the first of them first.
 *
 * @param rootOf - the value whose bytes a value has
 * @returns undefined where the two do not go together, or would be slower so
 */
export function joinLoops(first: LoopCall, second: LoopCall, rootOf: (id: ValueId) => ValueId): LoopCall | undefined {
  const loops = commonLoops(first.kernel, second.kernel)
  if (!loops) return undefined
  const joint = new Joint()
  if (!joint.add(first, rootOf) || !joint.add(second, rootOf)) return undefined
  const { operands, body, stores, results } = joint
  const kernel: LoopKernel = { kind: 'loop', ...loops, body, stores }
  if (!isAsGood(kernel, [first.kernel, second.kernel])) return undefined
  const origin = first.origin ?? second.origin
  return { kernel, operands, results, ...(origin && { origin }) }
}
