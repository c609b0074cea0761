/** Where values lie, and what is copied at the end. */
import { type Binding, type Role, sizeOf, type TensorType, type ValueId } from '@neurite/core'
import { describe, expect, it } from 'vitest'
import { alignSize } from './free-list.ts'
import { type Layout, type MemoryPlan, planMemory, type PlannedStep, updatesOf } from './plan-memory.ts'

const four: TensorType = { shape: [4], dtype: 'float32' }
const bindings = (...roles: Role[]): Binding[] => roles.map((role) => ({ role, type: four }))
const step = (operands: readonly ValueId[], results: readonly ValueId[], inPlace = false): PlannedStep => ({
  operands,
  results,
  mayReplace: () => inPlace,
})

/** A plan over values of 16 bytes. */
function plan(roles: Role[], steps: readonly PlannedStep[], results: readonly ValueId[], more: Partial<Layout> = {}): MemoryPlan {
  const values = Array.from({ length: 20 }, () => four)
  return planMemory({
    graph: { values, parameters: roles.filter((role) => role !== 'output').length, results, rootOf: (id) => id },
    bindings: bindings(...roles),
    steps,
    sizeBytesOf: (id) => sizeOf(values[id]!.shape) * 4,
    isWritable: () => true,
    alignmentBytes: 16,
    headBytes: 0,
    ...more,
  })
}

describe('planMemory', () => {
  it('writes outputs to their buffers, and gives intermediates a place in the arena that others get after them', () => {
    const { placeOf, commits, arenaBytes } = plan(['input', 'output'], [step([0], [1]), step([1], [2]), step([2], [3])], [3])
    expect(placeOf(0)).toEqual({ buffer: 0 })
    expect([placeOf(1), placeOf(2)]).toEqual([{ arenaBytes: 16 }, { arenaBytes: 32 }])
    expect(placeOf(3)).toEqual({ buffer: 1 })
    expect([commits, arenaBytes]).toEqual([[], 48])
  })

  it('lets a result take over the place of what dies with it, where that is allowed', () => {
    const { placeOf } = plan(['input', 'output'], [step([0], [1]), step([1], [2], true), step([2], [3])], [3])
    expect(placeOf(2)).toEqual(placeOf(1))
  })

  it('replaces a state in place once it has been read, else by a copy at the end', () => {
    const steps = [step([0], [1]), step([1], [2])]
    expect(plan(['state'], steps, [2]).placeOf(2)).toEqual({ buffer: 0 })
    const late = plan(['state', 'output'], [step([0], [1]), step([0, 1], [2])], [1, 2])
    expect(late.placeOf(1)).not.toEqual({ buffer: 0 })
    expect(late.commits).toEqual([{ value: 1, from: late.placeOf(1), to: { buffer: 0 } }])
  })

  it('lets states trade places by way of the arena', () => {
    const { commits } = plan(['state', 'state'], [], [1, 0])
    expect(commits.map(({ to }) => 'buffer' in to)).toEqual([false, false, true, true])
    expect(commits.slice(2).map(({ from }) => from)).toEqual(commits.slice(0, 2).map(({ to }) => to))
  })

  it('copies what kernels cannot write as the buffer holds it', () => {
    const { placeOf, commits } = plan(['input', 'output'], [step([0], [1])], [1], { isWritable: () => false })
    expect(commits).toEqual([{ value: 1, from: placeOf(1), to: { buffer: 1 } }])
  })

  it('has room for scalars behind the head, and for what a step needs while it runs', () => {
    const steps = [{ ...step([0, 1], [2]), scratchBytes: 64 }, step([2], [3])]
    const { placeOf, scalarsBytes, scratches } = plan(['scalar', 'scalar', 'output'], steps, [3], { headBytes: 12 })
    expect([scalarsBytes, placeOf(0), placeOf(1)]).toEqual([16, { arenaBytes: 16 }, { arenaBytes: 24 }])
    expect(scratches).toEqual([48, undefined])
  })
})

describe('updatesOf', () => {
  it('names the results that replace states', () => {
    expect(updatesOf([7, 8, 9], bindings('input', 'state', 'output', 'scalar', 'state'))).toEqual([
      { parameter: 1, result: 7 },
      { parameter: 3, result: 9 },
    ])
  })
})

describe('alignSize', () => {
  it('rounds up, and gives nothing a place of its own, too', () => {
    expect([0, 1, 64, 65].map((size) => alignSize(size, 64))).toEqual([64, 64, 64, 128])
  })
})
