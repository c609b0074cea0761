/** Scans, branches and loops as steps of the program that they are part of. */
import { type PrimitiveName, sizeOf, type TensorType, type ValueId } from '@neurite/core'
import type { Site, Task } from '../kernel/task.ts'
import type { TaskWriter } from '../kernel/task-writer.ts'
import { perElementTask } from '../lowering/per-element.ts'
import type { Gate, ProgramTask, Step, StepWriter } from './steps.ts'

/** Primitives that are no tasks. */
type Control = 'scan' | 'cond' | 'while' | 'hostCall'

/** A node with the numbers of its values, and the gate inside of which it stands. */
interface Place {
  readonly site: Site<PrimitiveName>
  readonly operands: readonly ValueId[]
  readonly results: readonly ValueId[]
  readonly gate: Gate | undefined
}

type Rows = { readonly [P in Control]: (writer: StepWriter, site: Site<P>, place: Place) => Step[] }

const counter: TensorType = { dtype: 'int32', shape: [] }

const scalarTask = (
  name: string,
  reads: readonly ValueId[],
  writes: readonly ValueId[],
  emit: (code: TaskWriter) => void,
): ProgramTask => ({
  task: {
    name,
    reads: reads.map((_, operand) => ({ operand })),
    writes: writes.map((_, result) => ({ result })),
    workgroups: 1,
    emit: (code) => code.block('if (lane == 0)', () => emit(code)),
  },
  reads,
  writes,
})

const setCounter = (id: ValueId, value: number): ProgramTask =>
  scalarTask(`set ${value}`, [], [id], (code) => code.store(0, 'int32', '0', String(value)))

const addToCounter = (id: ValueId, step: number): ProgramTask =>
  scalarTask(`add ${step}`, [id], [id], (code) => code.store(0, 'int32', '0', `${code.load(0, 'int32', '0')} + ${step}`))

/** Copies a value; the bits of another dtype are read as those of the copy's. */
function copyTask({ types }: StepWriter, from: ValueId, to: ValueId): ProgramTask {
  const { dtype, shape } = types[to]!
  const values: Pick<Task, 'reads' | 'writes'> = { reads: [{ operand: 0 }], writes: [{ result: 0 }] }
  const name = `copy ${dtype} ${shape.join('x')}`
  const task = perElementTask(name, values, [sizeOf(shape)], (code, _, flat) =>
    code.store(0, dtype, flat, code.load(0, dtype, flat)),
  )
  return { task: { ...task, inPlace: () => true }, reads: [from], writes: [to] }
}

/** Copies several values at a time, as if all were read before any is written. */
function copyTasks(writer: StepWriter, pairs: readonly (readonly [from: ValueId, to: ValueId])[]): Step[] {
  const moved = pairs.filter(([from, to]) => from !== to)
  const written = new Set(moved.map(([, to]) => to))
  const staged = moved.map(([from, to]) => {
    if (!written.has(from)) return { before: [], from, to }
    const stage = writer.value(writer.types[from]!)
    return { before: [copyTask(writer, from, stage)], from: stage, to }
  })
  return [...staged.flatMap(({ before }) => before), ...staged.map(({ from, to }) => copyTask(writer, from, to))]
}

/** One element along the first axis, at the counter. */
function takeTask({ types }: StepWriter, from: ValueId, at: ValueId, to: ValueId): ProgramTask {
  const { dtype, shape } = types[to]!
  const size = sizeOf(shape)
  const task = perElementTask(
    `take ${dtype} ${shape.join('x')}`,
    { reads: [{ operand: 0 }, { operand: 1 }], writes: [{ result: 0 }] },
    [size],
    (code, _, flat) => code.store(0, dtype, flat, code.load(0, dtype, `${code.load(1, 'int32', '0')} * ${size} + ${flat}`)),
  )
  return { task, reads: [from, at], writes: [to] }
}

/** Puts a value where its element along the first axis belongs. */
function putTask({ types }: StepWriter, from: ValueId, at: ValueId, to: ValueId): ProgramTask {
  const { dtype, shape } = types[to]!
  const size = sizeOf(shape.slice(1))
  const task = perElementTask(
    `put ${dtype} ${shape.slice(1).join('x')}`,
    { reads: [{ operand: 0 }, { operand: 1 }], writes: [{ result: 0 }] },
    [size],
    (code, _, flat) => code.store(0, dtype, `${code.load(1, 'int32', '0')} * ${size} + ${flat}`, code.load(0, dtype, flat)),
  )
  return { task, reads: [from, at], writes: [to] }
}

/** Decides a gate: open where all flags are up, the first of them turned round where that is asked for. */
function decide(gate: Gate, flags: readonly ValueId[], isTurned = false): ProgramTask {
  const decision = scalarTask('gate', flags, [gate.flag, gate.counts], (code) => {
    const parts = flags.map((_, i) => (i === 0 && isTurned ? '!' : '') + code.load(i, 'bool', '0'))
    const open = code.let(parts.join(' && ') || 'true', 'open')
    code.store(0, 'bool', '0', open)
    code.counts(1, open)
  })
  return { ...decision, isAlone: true }
}

const scan: Rows['scan'] = (writer, { attributes, operands: operandTypes }, { operands, results, gate }) => {
  const { body, length, carried: count, sequences, reverse } = attributes
  const [carried, outputs] = [results.slice(0, count), results.slice(count)]
  const at = writer.value(counter)
  const elements = operandTypes
    .slice(count, count + sequences)
    .map(({ dtype, shape }) => writer.value({ dtype, shape: shape.slice(1) }))
  const inner = writer.body(body, [...carried, ...elements, ...operands.slice(count + sequences)], gate)
  return [
    ...copyTasks(
      writer,
      carried.map((to, i) => [operands[i]!, to]),
    ),
    setCounter(at, reverse ? length - 1 : 0),
    {
      count: length,
      kept: [...results, at],
      steps: [
        ...elements.map((to, i) => takeTask(writer, operands[count + i]!, at, to)),
        ...inner.steps,
        ...outputs.map((to, i) => putTask(writer, inner.results[count + i]!, at, to)),
        ...copyTasks(
          writer,
          carried.map((to, i) => [inner.results[i]!, to]),
        ),
        addToCounter(at, reverse ? -1 : 1),
      ],
    },
  ]
}

/** Only one of the branches writes the results. */
const cond: Rows['cond'] = (writer, { attributes: { onTrue, onFalse } }, { operands: [flag, ...operands], results, gate }) =>
  [onTrue, onFalse].flatMap((graph, branch): Step[] => {
    const own = writer.gate()
    const { steps, results: values } = writer.body(graph, operands, own)
    const copies = copyTasks(
      writer,
      results.map((to, i) => [values[i]!, to]),
    )
    return [decide(own, [flag!, ...(gate ? [gate.flag] : [])], branch === 1), { gate: own, steps: [...steps, ...copies] }]
  })

/** Once the condition fails, the gate is down, and what is left of the rounds does nothing. */
const whileLoop: Rows['while'] = (writer, { attributes }, { operands, results, gate }) => {
  const { condition, body, carried: count, maxIterations } = attributes
  const own = writer.gate()
  const parameters = [...results, ...operands.slice(count)]
  const test = writer.body(condition, parameters, own)
  const round = writer.body(body, parameters, own)
  const copies = copyTasks(
    writer,
    results.map((to, i) => [round.results[i]!, to]),
  )
  return [
    ...copyTasks(
      writer,
      results.map((to, i) => [operands[i]!, to]),
    ),
    decide(own, gate ? [gate.flag] : []),
    {
      count: maxIterations,
      going: own.flag,
      kept: [...results, own.flag],
      steps: [
        { gate: own, steps: test.steps },
        // The flag looks at itself: what the condition left behind counts only while the loop goes on.
        decide(own, [test.results[0]!, own.flag]),
        { gate: own, steps: [...round.steps, ...copies] },
      ],
    },
  ]
}

const hostCall: Rows['hostCall'] = (_writer, { attributes: { name } }, { operands, results, gate }) => {
  const step: Step = { host: name, operands, results }
  return [gate ? { gate, steps: [step] } : step]
}

const rows: Rows = { scan, cond, while: whileLoop, hostCall }

export const isControl = (primitive: PrimitiveName): primitive is Control => Object.hasOwn(rows, primitive)

/** The steps of a node of control flow. */
export const controlSteps = (writer: StepWriter, primitive: Control, place: Place): Step[] =>
  (rows[primitive] as (writer: StepWriter, site: Site<PrimitiveName>, place: Place) => Step[])(writer, place.site, place)
