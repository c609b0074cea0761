/** Product kernels as tasks: sums of products, whose body runs on the finished sums. */
import { mayOverwrite, type ProductKernel } from '@neurite/compiler'
import { sizeOf, type TensorType } from '@neurite/core'
import { groupsFor, type Lowered, operandsOf, resultsOf, type Site, type Task, workgroupSize } from '../../kernel/task.ts'
import { scalarOf, type TaskWriter } from '../../kernel/task-writer.ts'
import { applyScalar, constantText, roundedTo, sumDType, wrapped } from '../../scalar/operations.ts'
import { perElementTask } from '../per-element.ts'
import { placeText, pointOf } from '../places.ts'
import { emitBody } from './body.ts'
import { type Extents, extentsOf, type Form, formOf } from './strategy.ts'
import { emitTile, tileGroups, tileInvocations } from './tile.ts'

/** Blocks of sums, so that long ones stay precise. */
const blockTerms = 64

/** The sum of a point's products over a range of terms, of which an invocation takes each so manieth. */
function emitSum(
  code: TaskWriter,
  kernel: ProductKernel,
  indices: readonly string[],
  { from, to, step }: { readonly from: string; readonly to: string; readonly step: number },
): string {
  const dtype = sumDType(kernel.dtype)
  const zero = constantText(code, 0, dtype)
  const sum = code.name('sum')
  code.line(`var ${sum} = ${zero};`)
  if (sizeOf(kernel.contracting) === 0) return sum
  const bases = kernel.factors.map(({ at }) => code.let(placeText(at, indices), 'base'))
  const add = (a: string, b: string): string => applyScalar(code, 'add', [a, b], dtype, dtype)
  code.loop({ from, to, step: String(blockTerms * step) }, (start) => {
    const block = code.name('block')
    code.line(`var ${block} = ${zero};`)
    const first = step === 1 ? start : `${start} + lane`
    code.loop({ from: first, to: `min(${start} + ${blockTerms * step}, ${to})`, step: String(step) }, (k) => {
      const place = pointOf(code, k, kernel.contracting)
      const [a, b] = kernel.factors.map(({ operand, steps }, i) =>
        code.load(operand, kernel.dtype, `${bases[i]} + ${placeText({ offset: 0, strides: steps }, place)}`),
      )
      code.line(`${block} = ${add(block, applyScalar(code, 'mul', [a!, b!], dtype, dtype))};`)
    })
    code.line(`${sum} = ${add(sum, block)};`)
  })
  return sum
}

/** A sum as a number of the kernel's dtype. */
const finished = (code: TaskWriter, { dtype }: ProductKernel, sum: string): string => roundedTo(code, wrapped(sum, dtype), dtype)

/** What all forms have in common. */
interface Product {
  readonly kernel: ProductKernel
  readonly site: Omit<Site, 'attributes'>
  readonly name: string
  readonly extents: Extents
  readonly points: number
  readonly form: Form
}

const inPlaceOf =
  ({ kernel, site }: Product): NonNullable<Task['inPlace']> =>
  (write, read) =>
    read < site.operands.length && mayOverwrite(kernel, write, read)

/** The task that makes the sums; `finish` takes them, each at its point. */
function sumTask(
  { kernel, site, name, extents, points, form }: Product,
  writes: Task['writes'],
  finish: (code: TaskWriter, point: { readonly indices: readonly string[]; readonly at: string }, sum: string) => void,
): Task {
  const { kind, size, chunks } = form
  const common = { reads: operandsOf(site), writes, flops: 2 * points * extents.terms }
  if (kind === 'tile') {
    return {
      ...common,
      name: `${name} in tiles of ${size}`,
      workgroups: tileGroups(extents, form),
      size: tileInvocations(form),
      emit: (code) =>
        emitTile(code, kernel, extents, form, ({ chunk, indices, flat }, sum) =>
          finish(code, { indices, at: `${chunk} * ${points} + ${flat}` }, sum),
        ),
    }
  }
  if (kind === 'row') {
    return {
      ...common,
      name: `${name} by rows`,
      workgroups: points,
      size,
      emit: (code) => {
        const indices = pointOf(code, 'group', kernel.extents)
        const dtype = sumDType(kernel.dtype)
        const shared = code.share(`array<${scalarOf(dtype)}, ${size}>`)
        code.line(`${shared}[lane] = ${emitSum(code, kernel, indices, { from: '0', to: String(extents.terms), step: size })};`)
        code.barrier()
        for (let half = size / 2; half >= 1; half /= 2) {
          const both = applyScalar(code, 'add', [`${shared}[lane]`, `${shared}[lane + ${half}]`], dtype, dtype)
          code.line(`if (lane < ${half}) { ${shared}[lane] = ${both}; }`)
          code.barrier()
        }
        code.block('if (lane == 0)', () => finish(code, { indices, at: 'group' }, `${shared}[0]`))
      },
    }
  }
  const length = Math.ceil(extents.terms / chunks)
  return {
    ...common,
    name,
    workgroups: groupsFor(chunks * points),
    emit: (code) => {
      const at = code.let(`group * ${workgroupSize} + lane`, 'at')
      code.line(`if (${at} >= ${chunks * points}) { return; }`)
      const indices = pointOf(code, chunks > 1 ? code.let(`${at} % ${points}`, 'point') : at, kernel.extents)
      const from = chunks > 1 ? code.let(`${at} / ${points} * ${length}`, 'from') : '0'
      const to = chunks > 1 ? code.let(`min(${from} + ${length}, ${extents.terms})`, 'to') : String(extents.terms)
      finish(code, { indices, at }, emitSum(code, kernel, indices, { from, to, step: 1 }))
    },
  }
}

/** Partial sums, then the body on their sums. */
function splitTasks(product: Product): Lowered {
  const { kernel, site, name, points, form } = product
  const partial: TensorType = { dtype: sumDType(kernel.dtype), shape: [form.chunks, points] }
  // Partial sums are not rounded: only the whole is a number of the dtype.
  const sums = sumTask(product, [{ temporary: 0 }], (code, { at }, sum) => code.store(0, partial.dtype, at, sum))
  const values = { reads: [...operandsOf(site), { temporary: 0 }], writes: resultsOf(site) }
  const rest = perElementTask(`${name} together`, values, kernel.extents, (code, indices, flat) => {
    const sum = code.name('sum')
    code.line(`var ${sum} = ${constantText(code, 0, partial.dtype)};`)
    code.loop({ to: String(form.chunks) }, (chunk) => {
      const part = code.load(site.operands.length, partial.dtype, `${chunk} * ${points} + ${flat}`)
      code.line(`${sum} = ${applyScalar(code, 'add', [sum, part], partial.dtype, partial.dtype)};`)
    })
    emitBody(code, kernel, finished(code, kernel, sum), indices)
  })
  return { tasks: [sums, { ...rest, inPlace: inPlaceOf(product) }], temporaries: [partial] }
}

/** Lowers a product kernel. */
export function lowerProduct(kernel: ProductKernel, site: Omit<Site, 'attributes'>): Lowered {
  const product: Product = {
    kernel,
    site,
    name: `product ${kernel.extents.join('x')} over ${kernel.contracting.join('x')}`,
    extents: extentsOf(kernel),
    points: sizeOf(kernel.extents),
    form: formOf(kernel),
  }
  if (product.form.chunks > 1) return splitTasks(product)
  const task = sumTask(product, resultsOf(site), (code, { indices }, sum) =>
    emitBody(code, kernel, finished(code, kernel, sum), indices),
  )
  return { tasks: [{ ...task, inPlace: inPlaceOf(product) }] }
}
