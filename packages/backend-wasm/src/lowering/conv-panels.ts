/** The filter of a convolution, transposed into panels: what a stretch of columns needs of it lies side by side. */
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { cut } from './blocks.ts'
import { emitCopy } from './copy.ts'
import { elementOf } from './element.ts'
import { walkAxis } from './nest.ts'
import { emitRowTiles, type Pointers, type RowProduct } from './row-tiles.ts'
import { type View, movedPointer } from './view.ts'

/** Columns of a panel; the last may have fewer. As many as the widest tile has. */
const widest = 8

interface Panels {
  /** The first column of the first one. */
  readonly start: number
  readonly count: number
  /** Columns in each. */
  readonly size: number
}

const panelsOf = (columns: number): Panels[] => cut(columns, [widest, columns % widest || 1])

/**
 * Copies a dense filter `[...kernel, columns, groups * terms]` to `[...kernel, group, panel, term, column]`.
 *
 * @param terms - that each sum has
 */
export function emitPanels(code: FunctionBuilder, filter: View, terms: number, to: Local): void {
  const { pointer, dtype, shape, strides } = filter
  const [taps, columns, perTerm] = [strides.slice(0, -2), shape.at(-2)!, strides.at(-1)!]
  const [groups, perColumn] = [shape.at(-1)! / terms, strides.at(-2)!]
  for (const { start, count, size } of panelsOf(columns)) {
    const stretch = { dtype, shape: [...shape.slice(0, -2), groups, count, terms, size] }
    const from = [...taps, terms * perTerm, size * perColumn, perTerm, perColumn]
    const target = [...taps, columns * terms, size * terms, size, 1]
    emitCopy(
      code,
      { ...stretch, pointer, strides: from, offset: start * perColumn },
      { ...stretch, pointer: to, strides: target, offset: start * terms },
    )
  }
}

/** Emits a product whose right factor is the panels of one group and one tap. */
export function emitPanelTiles(
  code: FunctionBuilder,
  product: Omit<RowProduct, 'rhsStepBytes'> & { readonly k: number },
  [lhs, rhs, out]: Pointers,
): void {
  const { sizeBytes } = elementOf(product.type === 'f32' ? 'float32' : 'float64')
  const [panel, target] = [movedPointer(code, rhs), movedPointer(code, out)]
  for (const { count, size } of panelsOf(product.n)) {
    const moves = [
      { pointer: panel, stride: size * product.k * sizeBytes },
      { pointer: target, stride: size * sizeBytes },
    ]
    walkAxis(code, count, moves, () =>
      emitRowTiles(code, { ...product, n: size, rhsStepBytes: size * sizeBytes }, [lhs, panel, target]),
    )
  }
}
