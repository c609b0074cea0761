/** Walks elements that lie side by side, as many at a time as there are: vectors first, then single ones. */
import type { DType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { cut, range } from './blocks.ts'
import { elementOf } from './element.ts'
import type { Lane } from './lane/lane.ts'
import { scalarLane } from './lane/scalar-lane.ts'
import { fitsLanes, vectorLane } from './lane/vector-lane.ts'
import { advance, walkAxis } from './nest.ts'

/** A stretch of the line: one local per part holds it. */
export interface Block {
  readonly lane: Lane
  readonly parts: readonly number[]
}

/** The first element of a line. */
export interface Line {
  readonly pointer: Local
  readonly dtype: DType
}

const widths = [4 * vectorLane.width, vectorLane.width, 1]

/** Runs `body` for every block of the lines; the pointers are moved to it, and back to their start in the end. */
export function overLine(code: FunctionBuilder, length: number, lines: readonly Line[], body: (block: Block) => void): void {
  const fitVectors = code.hasVectors && lines.every(({ dtype }) => fitsLanes(dtype))
  for (const { count, size } of cut(length, fitVectors ? widths : [1])) {
    const lane = size === 1 ? scalarLane : vectorLane
    const moves = lines.map(({ pointer, dtype }) => ({ pointer, stride: size * elementOf(dtype).sizeBytes }))
    walkAxis(code, count, moves, () => body({ lane, parts: range(size / lane.width) }))
  }
  for (const { pointer, dtype } of lines) advance(code, pointer, -length * elementOf(dtype).sizeBytes)
}

/** Leaves a part of the block on the stack that is `offset` elements from the line's own. */
export function loadPart(code: FunctionBuilder, block: Block, part: number, { pointer, dtype }: Line, offset = 0): void {
  const { sizeBytes } = elementOf(dtype)
  block.lane.load(code, dtype, pointer, (offset + part * block.lane.width) * sizeBytes, sizeBytes)
}

/** Stores a part of the block that is `offset` elements from the line's own. */
export function storePart(
  code: FunctionBuilder,
  block: Block,
  part: number,
  { pointer, dtype }: Line,
  value: Local,
  offset = 0,
): void {
  const { sizeBytes } = elementOf(dtype)
  block.lane.store(code, dtype, pointer, value, (offset + part * block.lane.width) * sizeBytes, sizeBytes)
}

/** One local of the lane's type for each part. */
export const partLocals = (code: FunctionBuilder, { lane, parts }: Block, dtype: DType): Local[] =>
  parts.map(() => code.local(lane.type(dtype)))
