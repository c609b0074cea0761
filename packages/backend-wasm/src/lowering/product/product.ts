/**
 * Lowers product kernels. Tiles finish their sums where the loops allow it; other kernels are split before: into the product
 * alone, whose sums go to memory, and a loop that finishes them.
 */
import { plainProduct, type ProductKernel } from '@neurite/compiler'
import { sizeOf, stridesOf } from '@neurite/core'
import type { FunctionBuilder } from '../../assembler/function-builder.ts'
import { rare } from '../../late/parts.ts'
import type { Addresses } from '../loop/loop.ts'
import { isDotTiled, matricesOf, termsOf } from './matrices.ts'
import { emitTiles, isTiled, tileScratchBytes, tileTasks } from './tiles.ts'

/** Sums of more terms are added up part by part, so that what a part needs of the factors stays in cache. */
const mostTerms = 2048

/** A long sum of several loops: its outermost loops run around the tiles, which add to the sums in memory. */
function isSummedInParts(kernel: ProductKernel): boolean {
  const matrices = isTiled(kernel) ? matricesOf(kernel) : undefined
  return matrices !== undefined && matrices.outerSums.length > 0 && termsOf(matrices) > mostTerms
}

const isDense = (strides: readonly number[], extents: readonly number[]): boolean =>
  stridesOf(extents).every((stride, axis) => stride === (strides[axis] ?? 0) || extents[axis] === 1)

/** Whether the sums go to memory as they are. */
const isPlain = ({ body, stores, extents }: ProductKernel): boolean =>
  body.length === 1 && stores.length === 1 && stores[0]!.at.offset === 0 && isDense(stores[0]!.at.strides, extents)

/** Whether a kernel can be emitted as it is. */
export const isWhole = (kernel: ProductKernel): boolean =>
  isPlain(kernel) || (isTiled(kernel) && !isSummedInParts(kernel) && !isDotTiled(plainProduct(kernel)))

/** A long sum: how many of its loops run around the tiles, and what is left of the kernel. */
export interface PartSums {
  readonly around: number
  readonly inner: ProductKernel
}

function cutSums(plain: ProductKernel): PartSums {
  const { contracting, factors } = plain
  const fits = (first: number): boolean => sizeOf(contracting.slice(first)) <= mostTerms / 2
  const around = Math.max(1, Math.min(contracting.length - 1, [...contracting.keys()].findIndex(fits)))
  const [lhs, rhs] = factors
  const inner = {
    ...plain,
    contracting: contracting.slice(around),
    factors: [
      { ...lhs, steps: lhs.steps.slice(around) },
      { ...rhs, steps: rhs.steps.slice(around) },
    ] as const,
  }
  return { around, inner }
}

/** Bytes of scratch that a whole kernel needs. */
export function productScratchBytes(kernel: ProductKernel): number {
  if (!isTiled(kernel) || (isPlain(kernel) && isDotTiled(kernel))) return 0
  return tileScratchBytes(isSummedInParts(kernel) ? cutSums(kernel).inner : kernel)
}

/** Number of parts of a whole kernel that may run on different threads. */
export const productTasks = (kernel: ProductKernel): number | undefined =>
  isTiled(kernel) && !(isPlain(kernel) && isDotTiled(kernel)) ? tileTasks(kernel, isSummedInParts(kernel))?.count : undefined

/** Emits the code of a whole kernel. */
export function emitProduct(code: FunctionBuilder, kernel: ProductKernel, addresses: Addresses): void {
  const { operands, results, scratch, range } = addresses
  if (isPlain(kernel) && isDotTiled(kernel)) return rare.get().emitDotTiles(code, kernel, operands, results[0]!)
  if (!isTiled(kernel)) return rare.get().emitGenericProduct(code, kernel, operands, results[0]!)
  if (isSummedInParts(kernel)) return rare.get().emitPartSums(code, kernel, cutSums(kernel), addresses)
  const cut = tileTasks(kernel, false)
  emitTiles(code, kernel, operands, results, { panel: scratch, tasks: cut && range && { ...cut, range } })
}
