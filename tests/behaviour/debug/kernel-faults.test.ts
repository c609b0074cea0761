/** Kernels and memory plans that are broken on purpose: the check names each of them. */
import { ExecutionError, type Program } from '@neurite/core'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Place } from '../../../packages/compiler/src/index.ts'
import { type Plan, planProgram } from '../../../packages/backend-wasm/src/program/plan.ts'
import { TestGraph } from '../../../packages/backend-wasm/src/testing/run.ts'
import { exampleProgram } from '../compiler/example-step.ts'
import { checkedRun, emitting, withBrokenStep, withPlace } from './checked-run.ts'

/** The program of docs/compiler.md, of five kernels. */
let step: Program

beforeAll(async () => {
  step = await exampleProgram()
})

/** Multiplies an element of a float32 result by a factor, once the kernel has run. */
const scaling = (result: number, at: number, factor: number) =>
  emitting((frame, before) => {
    before(frame)
    const { pointer } = frame.results[result]!
    frame.code
      .get(pointer, pointer)
      .access('f32.load', at * 4)
      .f32(factor)
      .op('f32.mul')
      .access('f32.store', at * 4)
  })

/** Writes a number so many elements behind the first one of a float32 result. */
const writingBeyond = (result: number, elements: number) =>
  emitting((frame, before) => {
    before(frame)
    frame.code
      .get(frame.results[result]!.pointer)
      .f32(9)
      .access('f32.store', elements * 4)
  })

const arenaBytesOf = (place: Place): number => ('buffer' in place ? Number.NaN : place.arenaBytes)

/** Three kernels: the first one's result is read by the second and by the third. */
function chain(): { program: Program; plan: Plan } {
  const graph = new TestGraph()
  const x = graph.parameter('input', 'float32', [4])
  const first = graph.node('concat', { axis: 0 }, x, x)
  const second = graph.node('cumSum', { axis: 0, reverse: false, exclusive: false }, first)
  const third = graph.node('concat', { axis: 0 }, second, first)
  const program = graph.program([], [third])
  return { program, plan: planProgram(program) }
}

const foundIn = async (program: Program, plan: Plan): Promise<string> => {
  const error: unknown = await checkedRun(program, plan).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ExecutionError)
  return error instanceof Error ? error.message : ''
}

describe('the check of a program that is right', () => {
  it('finds nothing', async () => {
    await checkedRun(step, planProgram(step))
    const { program, plan } = chain()
    expect(plan.steps).toHaveLength(3)
    await checkedRun(program, plan)
  })
})

describe('a broken kernel', () => {
  it('is named with its place, its element, and what it is', async () => {
    const message = await foundIn(step, withBrokenStep(step, 2, scaling(0, 4, 1.01)))
    expect(message).toMatch(
      /^wasm check: kernel 3 of 5 \(dotGeneral\+mul\+sub\) gave \S+ at \[1, 1\] of %38 float32\[4, 3\], expected \S+ give or take \S+:\n/,
    )
    expect(message).toContain('  product (i < 4, j < 3) of %0[i] by 4 and %33[j] by 3 over 8 {\n')
  })

  it.each([
    [0, 0],
    [1, 0],
    [1, 1],
    [1, 2],
    [2, 0],
    [3, 0],
    [4, 0],
  ])('is found where one element is off by a hundred-thousandth: kernel %i, result %i', async (index, result) => {
    const message = await foundIn(step, withBrokenStep(step, index, scaling(result, 0, 1 + 1e-5)))
    expect(message).toMatch(new RegExp(`^wasm check: kernel ${index + 1} of 5 `))
  })

  it('is found where it leaves elements out, whatever its buffers held before', async () => {
    const message = await foundIn(
      step,
      withBrokenStep(
        step,
        0,
        emitting(() => {}),
      ),
    )
    expect(message).toMatch(
      /^wasm check: kernel 1 of 5 \(dotGeneral\) gave NaN at .*; memory that holds nothing is filled with NaN/,
    )
  })

  it('is found where it writes beyond its result', async () => {
    const { program, plan } = chain()
    // What lies behind the second kernel's result, in this plan: the first one's.
    const [first, second] = [plan.steps[0]!.places.at(-1)!, plan.steps[1]!.places.at(-1)!]
    const turned = withPlace(withPlace(withPlace(plan, first, { arenaBytes: -1 }), second, first), { arenaBytes: -1 }, second)
    await checkedRun(program, turned)
    const distance = (arenaBytesOf(second) - arenaBytesOf(first)) / 4
    expect(distance).toBeGreaterThanOrEqual(8)
    const broken = writingBeyond(0, distance)(turned.steps[1]!)
    const steps = turned.steps.map((one, i) => (i === 1 ? { ...one, ...broken } : one))
    expect(await foundIn(program, { ...turned, steps })).toMatch(
      /^wasm check: kernel 2 of 3 \(cumSum\) changed %1 float32\[8\], which kernel 3 \(concat\) reads; the plan gave it the place of/,
    )
  })

  it('is named inside a loop', async () => {
    const body = new TestGraph()
    const x = body.parameter('input', 'float32', [3])
    const attributes = {
      body: body.program([], [body.node('mul', {}, x, body.node('exp', {}, x))]).graph,
      length: 4,
      carried: 1,
      sequences: 0,
      reverse: false,
    }
    const graph = new TestGraph()
    const program = graph.program([], graph.nodes('scan', attributes, graph.parameter('input', 'float32', [3])))
    await checkedRun(program, planProgram(program))
    const plan = withBrokenStep(program, 0, ({ bodies }) => ({
      bodies: bodies.map((inner) => ({
        ...inner,
        steps: inner.steps.map((one) => ({ ...one, ...scaling(0, 2, 1.01)(one) })),
      })),
    }))
    expect(await foundIn(program, plan)).toMatch(
      /^wasm check: kernel 1 of 1 \(exp\+mul\) in the body of kernel 1 of 1 \(scan\) gave \S+ at \[2\] of/,
    )
  })
})

describe('a broken plan', () => {
  it('is found where a value gets the place of one that is still read', async () => {
    const { program, plan } = chain()
    const [first, second] = [plan.steps[0]!.places.at(-1)!, plan.steps[1]!.places.at(-1)!]
    expect(await foundIn(program, withPlace(plan, second, first))).toMatch(
      /^wasm check: kernel 2 of 3 \(cumSum\) changed %1 float32\[8\], which kernel 3 \(concat\) reads; /,
    )
  })

  it('is found where a kernel reads what is dead: that is poisoned', async () => {
    const { program, plan } = chain()
    const places = (from: Plan['steps'][number]) => [from.places[0]!, { arenaBytes: plan.arenaBytes }, from.places[2]!]
    const steps = plan.steps.map((one, i) => (i === 2 ? { ...one, places: places(one) } : one))
    expect(await foundIn(program, { ...plan, steps, arenaBytes: plan.arenaBytes + 64 })).toMatch(
      /^wasm check: kernel 3 of 3 \(concat\) gave NaN at \[8\] of %3 float32\[16\], expected \S+ give or take .*filled with NaN/,
    )
  })

  it('is found where a kernel replaces a state that another still reads', async () => {
    const graph = new TestGraph()
    const states = [graph.parameter('state', 'float32', [4, 4]), graph.parameter('state', 'float32', [4, 4])] as const
    const attributes = { lhsBatch: [], rhsBatch: [], lhsContracting: [1], rhsContracting: [0] }
    const products = [states, states.toReversed()].map((factors) => graph.node('dotGeneral', attributes, ...factors))
    const program = graph.program(products, [])
    const plan = planProgram(program)
    await checkedRun(program, plan)
    expect(await foundIn(program, withPlace(plan, plan.steps[0]!.places.at(-1)!, { buffer: 0 }))).toMatch(
      /^wasm check: kernel 1 of 2 \(dotGeneral\) changed %0 float32\[4, 4\], which kernel 2 \(dotGeneral\) reads/,
    )
  })

  it('is found where the copies at the end are missing', async () => {
    const graph = new TestGraph()
    const [a, b] = [graph.parameter('state', 'float32', [4]), graph.parameter('state', 'float32', [4])]
    const half = graph.node('constant', { value: 0.5, dtype: 'float32' })
    const program = graph.program([b, graph.node('mul', {}, a, graph.node('broadcast', { shape: [4] }, half))], [])
    const plan = planProgram(program)
    await checkedRun(program, plan)
    expect(plan.commits).not.toHaveLength(0)
    expect(await foundIn(program, { ...plan, commits: [] })).toMatch(
      /^wasm check: the copies at the end did not bring %\d+ float32\[4\] to buffer/,
    )
  })
})
