/** Copies a stretch of columns of the right factor to where its rows lie side by side. */
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { emitNest, walkAxis } from '../nest.ts'
import { range } from '../blocks.ts'
import { movedPointer } from '../view.ts'
import type { Matrices } from './matrices.ts'

const bytes = 4
const lanes = 4
const vectorBytes = bytes * lanes

/** Rows are dense: copies vectors. */
function packRows(code: FunctionBuilder, { k, rhsStepBytes }: Matrices, from: Local, to: Local, columns: number): void {
  const moves = [
    { pointer: from, stride: rhsStepBytes },
    { pointer: to, stride: columns * bytes },
  ]
  walkAxis(code, k, moves, () => {
    for (const part of range(columns / lanes)) {
      code
        .get(to, from)
        .access('v128.load', part * vectorBytes)
        .access('v128.store', part * vectorBytes)
    }
  })
}

/** Columns are dense: transposes blocks of four by four. */
function packColumns(code: FunctionBuilder, { k, rhsColumnBytes }: Matrices, from: Local, to: Local, columns: number): void {
  const lines = range(lanes).map(() => code.local('v128'))
  const [low, high] = [range(2).map(() => code.local('v128')), range(2).map(() => code.local('v128'))]
  const rowBytes = columns * bytes
  const block = (first: number): void => {
    lines.forEach((line, i) =>
      code
        .get(from)
        .access('v128.load', (first + i) * rhsColumnBytes)
        .set(line),
    )
    for (const half of [0, 1]) {
      code
        .get(lines[2 * half]!, lines[2 * half + 1]!)
        .shuffle(0, 4, 1, 5)
        .set(low[half]!)
      code
        .get(lines[2 * half]!, lines[2 * half + 1]!)
        .shuffle(2, 6, 3, 7)
        .set(high[half]!)
    }
    const halves: readonly (readonly [readonly Local[], readonly [number, number, number, number]])[] = [
      [low, [0, 1, 4, 5]],
      [low, [2, 3, 6, 7]],
      [high, [0, 1, 4, 5]],
      [high, [2, 3, 6, 7]],
    ]
    halves.forEach(([[a, b], picked], row) => {
      code
        .get(to, a!, b!)
        .shuffle(...picked)
        .access('v128.store', row * rowBytes + first * bytes)
    })
  }
  const blocks = [
    { pointer: from, stride: vectorBytes },
    { pointer: to, stride: lanes * rowBytes },
  ]
  if (k >= lanes)
    walkAxis(code, Math.floor(k / lanes), blocks, () => range(columns / lanes).forEach((part) => block(part * lanes)))
  const rest = [
    { pointer: from, stride: bytes },
    { pointer: to, stride: rowBytes },
  ]
  if (k % lanes > 0) walkAxis(code, k % lanes, rest, () => copyElements(code, from, to, columns, rhsColumnBytes))
}

function copyElements(code: FunctionBuilder, from: Local, to: Local, columns: number, columnBytes: number): void {
  for (const column of range(columns)) {
    code
      .get(to, from)
      .access('f32.load', column * columnBytes)
      .access('f32.store', column * bytes)
  }
}

/** Packs all terms of a multiple of four columns: `[...outer sums, k, columns]`; all pointers are where they were afterwards. */
export function emitPack(code: FunctionBuilder, matrices: Matrices, rhs: Local, panel: Local, columns: number): void {
  const { k, rhsStepBytes, rhsColumnBytes, outerSums } = matrices
  const [from, to] = [movedPointer(code, rhs), movedPointer(code, panel)]
  const outer = [{ pointer: from, strides: outerSums.map(({ rhsBytes }) => rhsBytes) }]
  emitNest(
    code,
    outerSums.map(({ extent }) => extent),
    outer,
    () => {
      // The target only moves on; the source goes back to where its row of the outer loops starts.
      const source = movedPointer(code, from)
      if (rhsColumnBytes === bytes) packRows(code, matrices, source, to, columns)
      else if (rhsStepBytes === bytes) packColumns(code, matrices, source, to, columns)
      else {
        const moves = [
          { pointer: source, stride: rhsStepBytes },
          { pointer: to, stride: columns * bytes },
        ]
        walkAxis(code, k, moves, () => copyElements(code, source, to, columns, rhsColumnBytes))
      }
    },
  )
}
