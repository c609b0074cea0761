/** Fills stretches of memory whose size is known when the code is emitted. */
import type { DType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../assembler/function-builder.ts'
import { accessesOf, coverOf, inlineBytes, type Unit } from './bytes.ts'
import { elementOf } from './element.ts'
import { walkAxis } from './nest.ts'
import { movedPointer } from './view.ts'

/** An element over and over, in as many bytes as are stored at once. */
type Pattern = { readonly [U in Unit]?: Local }

/** Number that repeats an element of so many bytes through 32 bits when it is multiplied with it. */
const repeats: Readonly<Record<number, number>> = { 1: 0x01010101, 2: 0x00010001, 4: 1 }

/** The element at an address as a pattern. */
export function patternAt(code: FunctionBuilder, dtype: DType, pointer: Local): Pattern {
  const { sizeBytes } = elementOf(dtype)
  const isDouble = sizeBytes === 8
  const narrow = code.local(isDouble ? 'f64' : 'i32')
  if (isDouble) code.get(pointer).access('f64.load').set(narrow)
  else {
    const [load] = accessesOf[sizeBytes === 4 ? 4 : sizeBytes === 2 ? 2 : 1]
    code.get(pointer).access(load).i32(repeats[sizeBytes]!).op('i32.mul').set(narrow)
  }
  const pattern = isDouble ? { 8: narrow } : { 4: narrow, 2: narrow, 1: narrow }
  if (!code.hasVectors) return pattern
  const [vector, double] = [code.local('v128'), code.local('f64')]
  code
    .get(narrow)
    .op(isDouble ? 'f64x2.splat' : 'i32x4.splat')
    .set(vector)
  code.get(vector).lane('f64x2.extract_lane', 0).set(double)
  return { ...pattern, 16: vector, 8: double }
}

/** Fills a stretch of whole elements with a pattern. */
export function emitFillBytes(code: FunctionBuilder, to: Local, pattern: Pattern, sizeBytes: number): void {
  if (sizeBytes === 0) return
  const blocks = sizeBytes > inlineBytes ? Math.floor(sizeBytes / inlineBytes) : 0
  const target = blocks > 0 ? movedPointer(code, to) : to
  if (blocks > 0) {
    walkAxis(code, blocks, [{ pointer: target, stride: inlineBytes }], () => fillInline(code, target, pattern, inlineBytes))
  }
  const rest = sizeBytes - blocks * inlineBytes
  if (rest > 0) fillInline(code, target, pattern, rest)
}

function fillInline(code: FunctionBuilder, to: Local, pattern: Pattern, sizeBytes: number): void {
  const { unit, offsets } = coverOf(sizeBytes, (size) => pattern[size] !== undefined)
  for (const offset of offsets) code.get(to, pattern[unit]!).access(accessesOf[unit][1], offset)
}
