/** Lowers convolutions: for each row of positions and each tap of the filter, a matrix product that adds to the result. */
import type { ConvAttributes, TensorType } from '@neurite/core'
import type { FunctionBuilder } from '../assembler/function-builder.ts'
import { type Convolution, overRows, type Row } from './conv-rows.ts'
import { emitCopy } from './copy.ts'
import { elementOf } from './element.ts'
import { kernel, type Lowering } from './kernel.ts'
import { emitMap } from './map.ts'
import { emitNest, walkCounted } from './nest.ts'
import { emitRowTiles, type RowProduct } from './row-tiles.ts'
import { byteStrides, denseView, movedPointer, pickAxes, sizeBytesOfType, type View } from './view.ts'

/** What the members of the family multiply: the operands and the target of the product, for one row and one tap. */
interface Member {
  readonly target: 'input' | 'filter' | 'output'
  readonly lhs: 'input' | 'output'
  readonly rhs: 'filter' | 'output'
  /** Extents and strides of the product. */
  readonly product: (conv: Convolution, row: Row) => Omit<RowProduct, 'type' | 'accumulates'>
}

const elementBytes = ({ dtype }: View): number => elementOf(dtype).sizeBytes
/** From one position to the next on the last spatial axis. */
const inputRowBytes = ({ input, strides }: Convolution): number => strides.at(-1)! * byteStrides(input).at(-2)!
const outputRowBytes = ({ output }: Convolution): number => byteStrides(output).at(-2)!
const filterRowBytes = ({ filter }: Convolution): number => byteStrides(filter).at(-2)!

const forward: Member = {
  target: 'output',
  lhs: 'input',
  rhs: 'filter',
  product: (conv, { count }) => ({
    m: count,
    k: conv.inputs,
    n: conv.outputs,
    lhsRowBytes: inputRowBytes(conv),
    lhsStepBytes: elementBytes(conv.input),
    rhsStepBytes: filterRowBytes(conv),
    outRowBytes: outputRowBytes(conv),
  }),
}

/** Its filter is transposed: [...kernel, out, in / groups]. */
const toInput: Member = {
  target: 'input',
  lhs: 'output',
  rhs: 'filter',
  product: (conv, { count }) => ({
    m: count,
    k: conv.outputs,
    n: conv.inputs,
    lhsRowBytes: outputRowBytes(conv),
    lhsStepBytes: elementBytes(conv.output),
    rhsStepBytes: filterRowBytes(conv),
    outRowBytes: inputRowBytes(conv),
  }),
}

const toFilter: Member = {
  target: 'filter',
  lhs: 'input',
  rhs: 'output',
  product: (conv, { count }) => ({
    m: conv.inputs,
    k: count,
    n: conv.outputs,
    lhsRowBytes: elementBytes(conv.input),
    lhsStepBytes: inputRowBytes(conv),
    rhsStepBytes: outputRowBytes(conv),
    outRowBytes: filterRowBytes(conv),
  }),
}

/** One channel in and out per group: products of whole rows of channels. */
function emitDepthwise(code: FunctionBuilder, conv: Convolution, { target, lhs, rhs }: Member, row: Row): void {
  const element = elementOf(conv.input.dtype)
  const pointers = {
    input: movedPointer(code, row.input),
    filter: movedPointer(code, row.filter),
    output: movedPointer(code, row.output),
  }
  const moves = [
    { pointer: pointers.input, stride: inputRowBytes(conv) },
    { pointer: pointers.output, stride: outputRowBytes(conv) },
  ]
  const channels = (of: 'input' | 'filter' | 'output'): View =>
    denseView(pointers[of], { dtype: conv.input.dtype, shape: [conv.groups] })
  walkCounted(code, row.count, moves, () => {
    const [sum, a, b] = [channels(target), channels(lhs), channels(rhs)]
    const { type } = element
    emitMap(
      code,
      [sum, a, b],
      sum,
      ([total, left, right]) => code.get(total!, left!, right!).op(`${type}.mul`, `${type}.add`),
      type === 'f32' ? ([total, left, right]) => code.get(total!, left!, right!).op('f32x4.mul', 'f32x4.add') : undefined,
    )
  })
}

/** Clears the target, then adds all products to it. */
function emitConvolution(code: FunctionBuilder, conv: Convolution, member: Member): void {
  const { input, groups, inputs, outputs, filterGroupBytes } = conv
  const { type, sizeBytes } = elementOf(input.dtype)
  const target = conv[member.target]
  code.get(target.pointer).i32(0).i32(sizeBytesOfType(target)).fillMemory()
  overRows(code, conv, (row) => {
    if (inputs === 1 && outputs === 1) return emitDepthwise(code, conv, member, row)
    const walks = [
      { pointer: row.input, strides: [inputs * sizeBytes] },
      { pointer: row.filter, strides: [filterGroupBytes] },
      { pointer: row.output, strides: [outputs * sizeBytes] },
    ]
    emitNest(code, [groups], walks, () => {
      if (type === 'i32') return
      const product = { ...member.product(conv, row), type, accumulates: true }
      emitRowTiles(code, product, [row[member.lhs], row[member.rhs], row[member.target]])
    })
  })
}

/** The shapes' part in a convolution whose filter is as the primitives have it. */
function convolution(input: View, filter: View, output: View, attributes: ConvAttributes): Convolution {
  const outputs = output.shape.at(-1)! / attributes.groups
  return {
    ...attributes,
    input,
    filter,
    output,
    kernel: filter.shape.slice(0, -2),
    inputs: filter.shape.at(-2)!,
    outputs,
    filterGroupBytes: outputs * elementBytes(filter),
  }
}

/** Lowering of conv. */
export const conv: Lowering<'conv'> = ({ attributes }) =>
  kernel(({ code, operands: [x, filter], results: [out] }) =>
    emitConvolution(code, convolution(x!, filter!, out!, attributes), forward),
  )

/** Lowering of convFilter. */
export const convFilter: Lowering<'convFilter'> = ({ attributes }) =>
  kernel(({ code, operands: [x, g], results: [out] }) => emitConvolution(code, convolution(x!, out!, g!, attributes), toFilter))

/** The filter with its last two axes swapped. */
function transposedFilter({ dtype, shape }: TensorType): { readonly type: TensorType; readonly permutation: readonly number[] } {
  const rank = shape.length
  const permutation = [...shape.keys()].map((axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis))
  return { type: { dtype, shape: permutation.map((axis) => shape[axis]!) }, permutation }
}

/** Lowering of convInput: transposes the filter first, so that the channels of the result lie side by side in it. */
export const convInput: Lowering<'convInput'> = ({ attributes, operands: [, filterType] }) => {
  const { type, permutation } = transposedFilter(filterType!)
  return kernel(
    ({ code, operands: [g, filter], results: [out], scratch }) => {
      const transposed = denseView(scratch, type)
      emitCopy(code, pickAxes(filter!, permutation), transposed)
      const usual = convolution(out!, filter!, g!, attributes)
      const groupSize = usual.outputs * usual.inputs
      const groupBytes = groupSize * elementBytes(filter!)
      emitConvolution(code, { ...usual, filter: transposed, filterGroupBytes: groupBytes }, toInput)
    },
    { scratchBytes: sizeBytesOfType(type) },
  )
}
