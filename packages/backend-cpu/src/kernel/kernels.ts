/** The table of kernels: one row per primitive. */
import type { PrimitiveName } from '@neurite/core'
import { convKernels } from './contract/conv.ts'
import { contractKernels } from './contract/dot-general.ts'
import { controlKernels } from './control/control.ts'
import { hostCallKernels } from './control/host-call.ts'
import { binaryKernels } from './elementwise/binary.ts'
import { compareKernels } from './elementwise/compare.ts'
import { convertKernels } from './elementwise/convert.ts'
import { unaryKernels } from './elementwise/unary.ts'
import { generateKernels } from './generate/generate.ts'
import { dynamicSliceKernels } from './index/dynamic-slice.ts'
import { gatherKernels } from './index/gather.ts'
import { sortKernels } from './index/sort.ts'
import { type KernelTable, operand } from './kernel.ts'
import { movementKernels } from './movement/movement.ts'
import { alongAxisKernels } from './reduce/along-axis.ts'
import { reduceKernels } from './reduce/reduce.ts'
import { windowKernels } from './window/window.ts'

/** Kernels of all primitives; one that is missing does not compile. */
export const kernels: KernelTable<PrimitiveName> = {
  ...unaryKernels,
  ...binaryKernels,
  ...compareKernels,
  ...convertKernels,
  ...movementKernels,
  ...reduceKernels,
  ...alongAxisKernels,
  ...contractKernels,
  ...convKernels,
  ...windowKernels,
  ...gatherKernels,
  ...dynamicSliceKernels,
  ...sortKernels,
  ...generateKernels,
  ...controlKernels,
  ...hostCallKernels,
  stopGradient: (call) => [operand(call, 0).data],
  barrier: (call) => [operand(call, 0).data],
}
