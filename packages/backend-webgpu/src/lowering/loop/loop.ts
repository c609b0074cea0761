/** Loop kernels as tasks. */
import { type InstructionId, type LoopKernel, mayOverwrite } from '@neurite/compiler'
import { sizeOf, type TensorType } from '@neurite/core'
import { groupsFor, type Lowered, operandsOf, resultsOf, type Site, type Task, workgroupSize } from '../../kernel/task.ts'
import { sumDType } from '../../scalar/operations.ts'
import { perElementTask } from '../per-element.ts'
import { pointOf } from '../places.ts'
import { LoopBody } from './loop-body.ts'
import { type Strategy, strategyOf } from './strategy.ts'

/** What all forms of a loop have in common. */
interface Loop {
  readonly kernel: LoopKernel
  readonly site: Omit<Site, 'attributes'>
  readonly name: string
  /** Extents of the loops that nothing is reduced over. */
  readonly kept: readonly number[]
  readonly points: number
  readonly terms: number
}

const inPlaceOf =
  ({ kernel, site }: Loop): NonNullable<Task['inPlace']> =>
  (write, read) =>
    read < site.operands.length && mayOverwrite(kernel, write, read)

function pointTask(loop: Loop): Lowered {
  const { kernel, site, name, kept, points } = loop
  const values = { reads: operandsOf(site), writes: resultsOf(site) }
  const task = perElementTask(name, values, kept, (code, point) => new LoopBody(code, kernel).write(point))
  // Loops over nothing may still store what they begin with.
  const count = kernel.extents.includes(0) && points === 0 ? 0 : points
  return { tasks: [{ ...task, workgroups: groupsFor(count), inPlace: inPlaceOf(loop) }] }
}

function rowTask(loop: Loop, size: number): Lowered {
  const { kernel, site, name, kept, points, terms } = loop
  const task: Task = {
    name: `${name} by rows`,
    reads: operandsOf(site),
    writes: resultsOf(site),
    workgroups: points,
    size,
    inPlace: inPlaceOf(loop),
    emit: (code) => new LoopBody(code, kernel, { size, from: '0', to: String(terms) }).write(pointOf(code, 'group', kept)),
  }
  return { tasks: [task] }
}

/** Partial results, one point and chunk for each workgroup or invocation; then the rest. */
function splitTasks(loop: Loop, { chunks, size }: Extract<Strategy, { readonly kind: 'split' }>): Lowered {
  const { kernel, site, name, kept, points, terms } = loop
  const ids = kernel.body.flatMap((instruction, id) => (instruction.op === 'reduce' ? [id] : []))
  const temporaries = ids.map((id): TensorType => ({ shape: [chunks, points], dtype: sumDType(kernel.body[id]!.dtype) }))
  const temporaryOf = (id: InstructionId): number => ids.indexOf(id)
  const chunkTerms = Math.ceil(terms / chunks)
  const partial: Task = {
    name: `${name} in ${chunks} parts`,
    reads: operandsOf(site),
    writes: ids.map((_, temporary) => ({ temporary })),
    workgroups: size === undefined ? groupsFor(chunks * points) : chunks * points,
    ...(size !== undefined && { size }),
    emit: (code) => {
      const at = size === undefined ? code.let(`group * ${workgroupSize} + lane`, 'at') : 'group'
      if (size === undefined) code.line(`if (${at} >= ${chunks * points}) { return; }`)
      const from = code.let(`(${at} / ${points}) * ${chunkTerms}`, 'from')
      const to = code.let(`min(${from} + ${chunkTerms}, ${terms})`, 'to')
      const point = pointOf(code, code.let(`${at} % ${points}`, 'point'), kept)
      new LoopBody(code, kernel, { size: size ?? 1, from, to }).writePartials(point, (id, dtype, value) => {
        const store = (): void => code.store(temporaryOf(id), dtype, at, value)
        if (size === undefined) store()
        else code.block('if (lane == 0)', store)
      })
    },
  }
  const values = { reads: [...operandsOf(site), ...partial.writes], writes: resultsOf(site) }
  const rest = perElementTask(`${name} together`, values, kept, (code, indices, point) =>
    new LoopBody(code, kernel).writeFromPartials(indices, {
      chunks,
      points,
      point,
      slotOf: (id) => site.operands.length + temporaryOf(id),
    }),
  )
  return { tasks: [partial, { ...rest, inPlace: inPlaceOf(loop) }], temporaries }
}

/** Lowers a loop kernel. */
export function lowerLoop(kernel: LoopKernel, site: Omit<Site, 'attributes'>): Lowered {
  const kept = kernel.extents.slice(0, kernel.kept)
  const loop: Loop = {
    kernel,
    site,
    name: `loop ${kernel.extents.join('x')}`,
    kept,
    points: sizeOf(kept),
    terms: sizeOf(kernel.extents.slice(kernel.kept)),
  }
  const strategy = strategyOf(kernel)
  if (strategy.kind === 'row') return rowTask(loop, strategy.size)
  return strategy.kind === 'split' ? splitTasks(loop, strategy) : pointTask(loop)
}
