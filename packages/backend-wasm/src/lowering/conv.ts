/** Lowers convolutions: for each row of positions and each tap of the filter, a matrix product that adds to the result. */
import { type ConvAttributes, type Shape, sizeOf } from '@neurite/core'
import { emitPanels, emitPanelTiles } from './conv-panels.ts'
import { type Convolution, overRows, type Row, type RowCut } from './conv-rows.ts'
import { emitDepthwise } from './depthwise.ts'
import { clearParts } from './clear-parts.ts'
import { elementOf } from './element.ts'
import { type Frame, kernel, type Lowering } from './kernel.ts'
import { emitNest } from './nest.ts'
import { cutOf, partsOf } from './parts.ts'
import { emitRowTiles, type RowProduct } from './row-tiles.ts'
import { byteStrides, sizeBytesOfType, type View } from './view.ts'

/** What the members of the family multiply: the operands and the target of the product, for one row and one tap. */
interface Member {
  readonly target: 'input' | 'filter' | 'output'
  readonly lhs: 'input' | 'output'
  readonly rhs: 'filter' | 'output'
  /** Extents and strides of the product. */
  readonly product: (conv: Convolution, row: Row) => Omit<RowProduct, 'type' | 'accumulates' | 'rhsStepBytes'>
  /** From one row of rhs to the next; undefined where rhs is in panels. */
  readonly rhsStepBytes: ((conv: Convolution) => number) | undefined
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
    outRowBytes: outputRowBytes(conv),
  }),
  rhsStepBytes: filterRowBytes,
}

/** Its filter is in panels: as it is, the channels of the result lie apart in it. */
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
    outRowBytes: inputRowBytes(conv),
  }),
  rhsStepBytes: undefined,
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
    outRowBytes: filterRowBytes(conv),
  }),
  rhsStepBytes: outputRowBytes,
}

/**
 * Examples are shared out, which have results of their own; where they add up, the places on the filter's first axis are.
 *
 * @param shapes - of input, filter and output
 */
function rowCutOf(member: Member, [input, filter, output]: readonly [Shape, Shape, Shape]): RowCut {
  const terms = sizeOf(output) * sizeOf(filter.slice(0, -1))
  const [by, extent] = member.target === 'filter' ? (['taps', filter[0]!] as const) : (['examples', input[0]!] as const)
  return { by, cut: extent === 0 ? undefined : cutOf([extent], terms / extent) }
}

/** Clears the target, then adds all products to it. */
function emitConvolution(frame: Frame, conv: Convolution, member: Member, rowCut: RowCut): void {
  const { code } = frame
  const { input, groups, inputs, outputs, filterGroupBytes } = conv
  const { type, sizeBytes } = elementOf(input.dtype)
  clearParts(frame, rowCut.cut, conv[member.target])
  overRows(frame, conv, rowCut, (row) => {
    if (inputs === 1 && outputs === 1) return emitDepthwise(code, conv, member.target, row)
    const walks = [
      { pointer: row.input, strides: [inputs * sizeBytes] },
      { pointer: row.filter, strides: [filterGroupBytes] },
      { pointer: row.output, strides: [outputs * sizeBytes] },
    ]
    emitNest(code, [groups], walks, () => {
      if (type === 'i32') return
      const product = { ...member.product(conv, row), type, accumulates: true }
      const pointers = [row[member.lhs], row[member.rhs], row[member.target]] as const
      if (member.rhsStepBytes) emitRowTiles(code, { ...product, rhsStepBytes: member.rhsStepBytes(conv) }, pointers)
      else emitPanelTiles(code, { ...product, k: outputs }, pointers)
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
export const conv: Lowering<'conv'> = ({ attributes, operands: [x, filter], results: [out] }) => {
  const rowCut = rowCutOf(forward, [x!.shape, filter!.shape, out!.shape])
  return kernel((frame) => {
    const [input, window] = frame.operands
    emitConvolution(frame, convolution(input!, window!, frame.results[0]!, attributes), forward, rowCut)
  }, partsOf(rowCut.cut))
}

/** Lowering of convFilter. */
export const convFilter: Lowering<'convFilter'> = ({ attributes, operands: [x, g], results: [out] }) => {
  const rowCut = rowCutOf(toFilter, [x!.shape, out!.shape, g!.shape])
  return kernel((frame) => {
    const [input, output] = frame.operands
    emitConvolution(frame, convolution(input!, frame.results[0]!, output!, attributes), toFilter, rowCut)
  }, partsOf(rowCut.cut))
}

/**
 * Lowering of convInput: adds to the cells under the window, so that neither padding nor holes for strides are ever multiplied.
 * The filter is transposed first, so that the channels of the result lie side by side in it.
 */
export const convInput: Lowering<'convInput'> = ({ attributes, operands: [g, filterType], results: [out] }) => {
  const rowCut = rowCutOf(toInput, [out!.shape, filterType!.shape, g!.shape])
  return kernel(
    (frame) => {
      const [output, filter] = frame.operands
      const usual = convolution(frame.results[0]!, filter!, output!, attributes)
      const filterGroupBytes = usual.outputs * usual.inputs * elementBytes(filter!)
      emitPanels(frame.code, filter!, usual.outputs, frame.scratch)
      const panels = { ...filter!, pointer: frame.scratch }
      emitConvolution(frame, { ...usual, filter: panels, filterGroupBytes }, toInput, rowCut)
    },
    { scratchBytes: sizeBytesOfType(filterType!), ...partsOf(rowCut.cut) },
  )
}
