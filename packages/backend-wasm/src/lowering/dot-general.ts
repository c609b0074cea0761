/** Lowers dotGeneral: brings the axes to `[batch, m, k] x [batch, k, n]` with strides, then picks a kernel for them. */
import { type Shape, sizeOf } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { emitDotTiles, type Matrices } from './dot-tiles.ts'
import { type Element, elementOf } from './element.ts'
import { kernel, type Lowering } from './kernel.ts'
import { emitNest, mergeAxes, type Walk } from './nest.ts'
import { emitRowTiles } from './row-tiles.ts'
import { binaryOperations } from './scalar-operations.ts'
import { byteStrides, pickAxes, startOf, type View } from './view.ts'

/** The axes of a contraction by their part in it, with byte strides in both operands (0 where one lacks the axis). */
interface Group {
  readonly extents: Shape
  readonly lhs: readonly number[]
  readonly rhs: readonly number[]
}

interface Groups {
  readonly batch: Group
  readonly rows: Group
  readonly columns: Group
  readonly contracting: Group
}

const otherAxes = ({ shape }: View, taken: readonly number[]): number[] =>
  [...shape.keys()].filter((axis) => !taken.includes(axis))

/** One axis where neighbours can be merged. */
function mergeGroup(extents: Shape, lhs: readonly number[], rhs: readonly number[]): Group {
  const merged = mergeAxes(extents, [
    { pointer: 0, strides: lhs },
    { pointer: 1, strides: rhs },
  ])
  return { extents: merged.extents, lhs: merged.walks[0]!.strides, rhs: merged.walks[1]!.strides }
}

/** A group of the axes that both operands have. */
function sharedGroup(lhs: View, rhs: View, lhsAxes: readonly number[], rhsAxes: readonly number[]): Group {
  const [left, right] = [pickAxes(lhs, lhsAxes), pickAxes(rhs, rhsAxes)]
  return mergeGroup(left.shape, byteStrides(left), byteStrides(right))
}

/** A sum may run over its axes in any order; from the widest stride down, neighbours merge most often. */
function sortedPairs(lhs: View, lhsAxes: readonly number[], rhsAxes: readonly number[]): readonly [number[], number[]] {
  const order = [...lhsAxes.keys()].sort((a, b) => lhs.strides[lhsAxes[b]!]! - lhs.strides[lhsAxes[a]!]!)
  return [order.map((i) => lhsAxes[i]!), order.map((i) => rhsAxes[i]!)]
}

const isSingle = ({ extents }: Group): boolean => extents.length <= 1

/** The strides that the tiled kernels need, when every group is one axis or none. */
function matricesOf({ rows, columns, contracting }: Groups): Matrices | undefined {
  if (![rows, columns, contracting].every(isSingle)) return undefined
  const element = 4
  return {
    m: sizeOf(rows.extents),
    n: sizeOf(columns.extents),
    k: sizeOf(contracting.extents),
    lhsRowBytes: rows.lhs[0] ?? element,
    lhsStepBytes: contracting.lhs[0] ?? element,
    rhsStepBytes: contracting.rhs[0] ?? element,
    rhsColumnBytes: columns.rhs[0] ?? element,
  }
}

/** Any layout and dtype: one accumulator per result. */
function emitGeneric(
  code: FunctionBuilder,
  element: Element,
  { rows, columns, contracting }: Groups,
  [lhs, rhs, out]: readonly [Local, Local, Local],
): void {
  const accumulator = element.kind === 'float' ? elementOf('float64') : element
  const [total, a, b] = [code.local(accumulator.type), code.local(accumulator.type), code.local(accumulator.type)]
  const load = (pointer: Local, local: Local): void => {
    code.get(pointer).access(element.load)
    if (element.type === 'f32') code.op('f64.promote_f32')
    code.set(local)
  }
  const n = sizeOf(columns.extents)
  const outRows = denseStrides(rows.extents, n * element.sizeBytes)
  const outColumns = denseStrides(columns.extents, element.sizeBytes)
  const walks = [
    { pointer: lhs, strides: [...rows.lhs, ...columns.lhs] },
    { pointer: rhs, strides: [...rows.rhs, ...columns.rhs] },
    { pointer: out, strides: [...outRows, ...outColumns] },
  ]
  const inner = [
    { pointer: lhs, strides: contracting.lhs },
    { pointer: rhs, strides: contracting.rhs },
  ]
  emitNest(code, [...rows.extents, ...columns.extents], walks, () => {
    code.constant(accumulator.type, 0).set(total)
    emitNest(code, contracting.extents, inner, () => {
      load(lhs, a)
      load(rhs, b)
      code.get(total)
      binaryOperations.mul.emit(code, accumulator, a, b)
      code.op(`${accumulator.type}.add`).set(total)
    })
    code.get(out, total)
    if (element.type === 'f32') code.op('f32.demote_f64')
    code.access(element.store)
  })
}

/** Row-major strides in bytes; the last axis steps by `lastBytes`. */
function denseStrides(extents: Shape, lastBytes: number): number[] {
  return extents.map((_, axis) => sizeOf(extents.slice(axis + 1)) * lastBytes)
}

/** Lowering of dotGeneral. */
export const dotGeneral: Lowering<'dotGeneral'> = ({ attributes }) =>
  kernel(({ code, operands, results }) => {
    const [lhs, rhs, out] = [operands[0]!, operands[1]!, results[0]!]
    const element = elementOf(out.dtype)
    const { lhsBatch, rhsBatch, lhsContracting, rhsContracting } = attributes
    const left = pickAxes(lhs, otherAxes(lhs, [...lhsBatch, ...lhsContracting]))
    const right = pickAxes(rhs, otherAxes(rhs, [...rhsBatch, ...rhsContracting]))
    const none = (view: View): number[] => view.shape.map(() => 0)
    const groups: Groups = {
      batch: sharedGroup(lhs, rhs, lhsBatch, rhsBatch),
      rows: mergeGroup(left.shape, byteStrides(left), none(left)),
      columns: mergeGroup(right.shape, none(right), byteStrides(right)),
      contracting: sharedGroup(lhs, rhs, ...sortedPairs(lhs, lhsContracting, rhsContracting)),
    }
    const matrices = element.type === 'f32' ? matricesOf(groups) : undefined
    const pointers = [startOf(code, lhs), startOf(code, rhs), startOf(code, out)] as const
    const matrixBytes = sizeOf(left.shape) * sizeOf(right.shape) * element.sizeBytes
    const walks: Walk[] = [groups.batch.lhs, groups.batch.rhs, denseStrides(groups.batch.extents, matrixBytes)].map(
      (strides, i) => ({
        pointer: pointers[i]!,
        strides,
      }),
    )
    emitNest(code, groups.batch.extents, walks, () => {
      if (matrices && matrices.lhsStepBytes === 4 && matrices.rhsStepBytes === 4 && matrices.k > 1)
        emitDotTiles(code, matrices, pointers)
      else if (matrices && matrices.rhsColumnBytes === 4)
        emitRowTiles(code, { ...matrices, type: 'f32', outRowBytes: matrices.n * 4, accumulates: false }, pointers)
      else emitGeneric(code, element, groups, pointers)
    })
  })
