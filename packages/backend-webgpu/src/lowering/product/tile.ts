/** Products in tiles: a workgroup brings parts of both factors into its memory, and each invocation adds up four by four results. */
import type { Factor, ProductKernel } from '@neurite/compiler'
import type { Shape } from '@neurite/core'
import { scalarOf, type TaskWriter } from '../../kernel/task-writer.ts'
import { constantText, sumDType } from '../../scalar/operations.ts'
import { placeText, pointOf } from '../places.ts'
import type { Extents, Form } from './strategy.ts'

/** Terms that are brought in at a time. */
const depth = 16

/** Results of an invocation along each side. */
const side = 4

/** Invocations of a workgroup. */
export const tileInvocations = ({ size }: Form): number => (size / side) ** 2

/** Workgroups of a product. */
export const tileGroups = ({ batch, rows, columns }: Extents, { size, chunks }: Form): number =>
  chunks * batch * Math.ceil(rows / size) * Math.ceil(columns / size)

/** One of the two factors, as a matrix of its side by the terms. */
interface Panel {
  readonly factor: Factor
  /** Loops along which it moves besides the batch's, and their number in the kernel. */
  readonly extents: Shape
  readonly first: number
  readonly count: number
  /** Name of the first of its rows or columns in this tile. */
  readonly start: string
}

/** Writes the sums of a tile; `finish` is called at each point with its number among all of a chunk, and its sum. */
export function emitTile(
  code: TaskWriter,
  kernel: ProductKernel,
  extents: Extents,
  form: Form,
  finish: (point: { readonly chunk: string; readonly indices: readonly string[]; readonly flat: string }, sum: string) => void,
): void {
  const { rows, columns, terms } = extents
  const { size, chunks } = form
  const [down, across] = [Math.ceil(rows / size), Math.ceil(columns / size)]
  const dtype = sumDType(kernel.dtype)
  const scalar = scalarOf(dtype)
  const lanes = size / side
  const column = code.let(`(group % ${across}) * ${size}`, 'column')
  const row = code.let(`(group / ${across} % ${down}) * ${size}`, 'row')
  const matrix = code.let(`group / ${across * down} % ${extents.batch}`, 'matrix')
  const chunk = code.let(`group / ${across * down * extents.batch}`, 'chunk')
  const batchExtents = kernel.extents.slice(0, kernel.rows)
  const batch = pointOf(code, matrix, batchExtents)
  const panels: readonly Panel[] = [
    {
      factor: kernel.factors[0],
      extents: kernel.extents.slice(kernel.rows, kernel.columns),
      first: kernel.rows,
      count: rows,
      start: row,
    },
    {
      factor: kernel.factors[1],
      extents: kernel.extents.slice(kernel.columns),
      first: kernel.columns,
      count: columns,
      start: column,
    },
  ]
  const shared = panels.map(() => code.share(`array<${scalar}, ${size * depth}>`))
  const chunkLength = Math.ceil(terms / chunks / depth) * depth
  const from = code.let(`${chunk} * ${chunkLength}`, 'from')
  const to = code.let(`min(${from} + ${chunkLength}, ${terms})`, 'to')
  const zero = code.let(constantText(code, 0, dtype), 'zero')
  const [x, y] = [code.let(`lane % ${lanes}`, 'x'), code.let(`lane / ${lanes}`, 'y')]
  const sums = Array.from({ length: side }, () => code.name('sums'))
  for (const sum of sums) code.line(`var ${sum} = vec4<${scalar}>(${zero});`)

  /** Neighbouring invocations bring in what are neighbours in memory. */
  const bring = ({ factor, extents: own, first, count, start }: Panel, memory: string, term: string): void => {
    const alongTerms = factor.steps.at(-1) === 1
    code.loop({ from: 'lane', to: String(size * depth), step: String(lanes * lanes) }, (i) => {
      const k = code.let(alongTerms ? `${i} % ${depth}` : `${i} / ${size}`, 'k')
      const m = code.let(alongTerms ? `${i} / ${depth}` : `${i} % ${size}`, 'm')
      const [place, at] = [code.let(`${start} + ${m}`, 'place'), code.let(`${term} + ${k}`, 'at')]
      const value = code.name('value')
      code.line(`var ${value} = ${zero};`)
      code.block(`if (${place} < ${count} && ${at} < ${to})`, () => {
        const indices: string[] = kernel.extents.map(() => '0')
        batch.forEach((index, axis) => (indices[axis] = index))
        pointOf(code, place, own).forEach((index, axis) => (indices[first + axis] = index))
        const step = placeText({ offset: 0, strides: factor.steps }, pointOf(code, at, kernel.contracting))
        code.line(`${value} = ${code.load(factor.operand, kernel.dtype, `${placeText(factor.at, indices)} + ${step}`)};`)
      })
      code.line(`${memory}[${k} * ${size} + ${m}] = ${value};`)
    })
  }

  code.loop({ from, to, step: String(depth) }, (term) => {
    panels.forEach((panel, i) => bring(panel, shared[i]!, term))
    code.barrier()
    code.loop({ to: String(depth) }, (k) => {
      const columnsAt = Array.from({ length: side }, (_, j) => `${shared[1]}[${k} * ${size} + ${x} + ${j * lanes}]`)
      const right = code.let(`vec4<${scalar}>(${columnsAt.join(', ')})`, 'right')
      sums.forEach((sum, i) => code.line(`${sum} += ${shared[0]}[${k} * ${size} + ${y} * ${side} + ${i}] * ${right};`))
    })
    code.barrier()
  })

  // What is looked at by number is not what the sums grew in: those have to stay in registers.
  const all = code.name('all')
  code.line(`var ${all} = array<vec4<${scalar}>, ${side}>(${sums.join(', ')});`)
  code.loop({ to: String(side * side) }, (i) => {
    const m = code.let(`${row} + ${y} * ${side} + ${i} / ${side}`, 'm')
    const n = code.let(`${column} + ${x} + ${i} % ${side} * ${lanes}`, 'n')
    code.block(`if (${m} < ${rows} && ${n} < ${columns})`, () => {
      const sum = code.let(`${all}[${i} / ${side}][${i} % ${side}]`, 'sum')
      const flat = code.let(`(${matrix} * ${rows} + ${m}) * ${columns} + ${n}`, 'flat')
      finish(
        { chunk, indices: [...batch, ...pointOf(code, m, panels[0]!.extents), ...pointOf(code, n, panels[1]!.extents)], flat },
        sum,
      )
    })
  })
}
