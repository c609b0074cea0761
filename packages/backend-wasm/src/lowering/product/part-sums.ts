/** Long sums of several loops, part by part, so that what a part needs of the factors stays in cache. */
import type { ProductKernel } from '@neurite/compiler'
import type { FunctionBuilder } from '../../assembler/function-builder.ts'
import type { Addresses } from '../loop/loop.ts'
import { emitNest } from '../nest.ts'
import { movedPointer } from '../view.ts'
import type { PartSums } from './product.ts'
import { emitTiles, tileTasks } from './tiles.ts'

const bytes = 4

/** Emits sums part by part: the tiles of each part add to what the parts before have left. */
export function emitPartSums(
  code: FunctionBuilder,
  plain: ProductKernel,
  { around, inner }: PartSums,
  { operands, results, scratch, range }: Addresses,
): void {
  const moved = plain.factors.map(({ operand }) => movedPointer(code, operands[operand]!))
  const walks = plain.factors.map(({ steps }, i) => ({
    pointer: moved[i]!,
    strides: steps.slice(0, around).map((step) => step * bytes),
  }))
  const factors = [
    { ...inner.factors[0], operand: 0 },
    { ...inner.factors[1], operand: 1 },
  ] as const
  const cut = tileTasks(plain, true)
  const tasks = cut && range && { ...cut, range }
  const adds = code.local('i32')
  code.i32(0).set(adds)
  emitNest(code, plain.contracting.slice(0, around), walks, () => {
    emitTiles(code, { ...inner, factors }, moved, results, { panel: scratch, tasks, adds })
    code.i32(1).set(adds)
  })
}
