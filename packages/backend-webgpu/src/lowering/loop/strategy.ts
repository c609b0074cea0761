/** How the points of a loop kernel and the terms of its reductions are dealt out to invocations. */
import type { LoopKernel } from '@neurite/compiler'
import { sizeOf } from '@neurite/core'

/**
 * - `point`: an invocation has a point, and goes over its terms alone.
 * - `row`: a workgroup has a point; its invocations share the terms.
 * - `split`: first come partial results of so many chunks of the terms, then a point for each invocation.
 */
export type Strategy =
  | { readonly kind: 'point' }
  | { readonly kind: 'row'; readonly size: number }
  | { readonly kind: 'split'; readonly chunks: number; readonly size: number | undefined }

/** Fewer terms are not worth sharing. */
const fewestShared = 32

/** With fewer points, most of a device would wait for them. */
const fewPoints = 64

/** Terms of a chunk, at least, and chunks at most. */
const chunkTerms = 2048
const columnTerms = 64
const mostChunks = 64

/** Whether the terms of a point lie next to one another in memory: then neighbouring invocations take neighbouring terms. */
function isRow({ body, extents, kept }: LoopKernel): boolean {
  const innermost = extents.findLastIndex((extent) => extent > 1)
  return body.some((instruction) => instruction.op === 'load' && instruction.at.strides[innermost] === 1 && innermost >= kept)
}

/** Whether the reductions need nothing but elements, and nothing is stored for each term: then they can be done in parts. */
function isDivisible({ body, stores, kept }: LoopKernel): boolean {
  const isSum = body.map(({ op }) => op === 'reduce')
  const hasSum: boolean[] = []
  const isInner: boolean[] = []
  body.forEach((instruction, id) => {
    const operands = instruction.op === 'apply' ? instruction.operands : []
    hasSum[id] = isSum[id]! || operands.some((operand) => hasSum[operand])
    isInner[id] =
      instruction.op === 'load' || instruction.op === 'index'
        ? instruction.at.strides.length > kept
        : operands.some((operand) => isInner[operand])
  })
  return (
    body.every((instruction) => instruction.op !== 'reduce' || !hasSum[instruction.operand]) &&
    stores.every(({ at, instruction }) => at.strides.length <= kept && !isInner[instruction])
  )
}

/** A number of invocations for so many terms. */
const sizeFor = (terms: number): number => (terms >= 1024 ? 256 : terms >= 256 ? 128 : 64)

/** Chooses by shape alone, so that equal kernels share code. */
export function strategyOf(kernel: LoopKernel): Strategy {
  const points = sizeOf(kernel.extents.slice(0, kernel.kept))
  const terms = sizeOf(kernel.extents.slice(kernel.kept))
  if (!kernel.body.some(({ op }) => op === 'reduce') || terms < fewestShared || points === 0) return { kind: 'point' }
  const rows = isRow(kernel)
  if (rows || points < fewPoints) {
    const chunks = Math.min(mostChunks, Math.ceil(terms / chunkTerms))
    if (points < fewPoints && chunks > 2 && isDivisible(kernel)) return { kind: 'split', chunks, size: sizeFor(terms) }
    return { kind: 'row', size: sizeFor(terms) }
  }
  const chunks = Math.min(mostChunks, Math.ceil(terms / columnTerms))
  // Neighbouring invocations have neighbouring points, so that each row of terms is read in one go.
  if (points < 64 * fewPoints && chunks > 2 && isDivisible(kernel)) return { kind: 'split', chunks, size: undefined }
  return { kind: 'point' }
}
