/** The lowering tables: what a kernel becomes, and one row per primitive that is a kernel by itself. */
import {
  type Kernel as CompiledKernel,
  type KernelCall,
  type KernelGraph,
  mayOverwrite,
  type ScalarName,
  type ReductionName,
} from '@neurite/compiler'
import { InternalError, type PrimitiveName } from '@neurite/core'
import type { FunctionBuilder } from '../assembler/function-builder.ts'
import { rare } from '../late/parts.ts'
import { concat } from './concat.ts'
import { dynamicSlice, dynamicUpdateSlice } from './dynamic-slice.ts'
import { gather } from './gather.ts'
import { randomBits } from './generate.ts'
import type { Frame, Kernel, Lowering, Site } from './kernel.ts'
import { type Addresses, emitLoop } from './loop/loop.ts'
import { loopScratchBytes } from './loop/passes.ts'
import { loopTasks } from './loop/tasks.ts'
import { emitProduct, productScratchBytes, productTasks } from './product/product.ts'
import type * as Rare from './rare/lowerings.ts'
import { sort } from './sort.ts'

/** Primitives that the compiler makes loops, products or nothing of. */
type Fused =
  | ScalarName
  | ReductionName
  | 'dotGeneral'
  | 'bitcast'
  | 'reshape'
  | 'transpose'
  | 'broadcast'
  | 'flip'
  | 'slice'
  | 'constant'
  | 'iota'
  | 'stopGradient'
  | 'barrier'

/** The other primitives: each is a kernel by itself. */
export type NodeName = Exclude<PrimitiveName, Fused>

/** The table of the everyday ones; the others are rare. */
const everyday: { readonly [P in Exclude<NodeName, keyof typeof Rare.lowerings>]: Lowering<P> } = {
  concat,
  gather,
  dynamicSlice,
  dynamicUpdateSlice,
  sort,
  randomBits,
}

/** A table for whoever knows a primitive's name, and not its type. */
interface Rows {
  readonly [name: string]: Lowering<PrimitiveName> | undefined
}

/** A kernel with the key that equal kernels share, and the types of its operands and results. */
export type Lowered = Kernel & { readonly key: string; readonly site: Omit<Site<PrimitiveName>, 'attributes'> }

const addressesOf = ({ operands, results }: Frame): { operands: number[]; results: number[] } => ({
  operands: operands.map(({ pointer }) => pointer),
  results: results.map(({ pointer }) => pointer),
})

/** A kernel of the compiler: with scratch only where it needs some, in tasks only where it is worth cutting. */
function fused(
  scratchBytes: number,
  tasks: number | undefined,
  emit: (code: FunctionBuilder, addresses: Addresses) => void,
): Omit<Kernel, 'inPlace'> {
  return {
    ...(scratchBytes > 0 && { scratchBytes }),
    ...(tasks !== undefined && { tasks }),
    emit: (frame) =>
      emit(frame.code, {
        ...addressesOf(frame),
        scratch: scratchBytes > 0 ? frame.scratch : undefined,
        range: tasks === undefined ? undefined : frame.range,
      }),
  }
}

function lowerKernel(kernel: CompiledKernel, site: Lowered['site']): Omit<Kernel, 'inPlace'> {
  switch (kernel.kind) {
    case 'loop':
      return fused(loopScratchBytes(kernel), loopTasks(kernel), (code, addresses) => emitLoop(code, kernel, addresses))
    case 'product':
      return fused(productScratchBytes(kernel), productTasks(kernel), (code, addresses) => emitProduct(code, kernel, addresses))
    case 'node': {
      const lowering = (everyday as Rows)[kernel.primitive] ?? (rare.get().lowerings as Rows)[kernel.primitive]
      if (!lowering) throw new InternalError(`wasm: ${kernel.primitive} is no kernel by itself`)
      return lowering({ attributes: kernel.attributes, ...site })
    }
  }
}

/** Lowers one call of a kernel. */
export function lower({ values }: Pick<KernelGraph, 'values'>, { kernel, operands, results }: KernelCall): Lowered {
  const site = { operands: operands.map((id) => values[id]!), results: results.map((id) => values[id]!) }
  return {
    ...lowerKernel(kernel, site),
    inPlace: (result, operand) => mayOverwrite(kernel, result, operand),
    site,
    key: keyOf(kernel, site),
  }
}

/** Types and attributes decide a kernel; origins of nodes in bodies do not. JSON has no way to write -0, NaN and the infinities. */
function keyOf(kernel: CompiledKernel, site: Lowered['site']): string {
  const plain = (name: string, value: unknown): unknown => {
    if (name === 'origin') return undefined
    const isPlain = typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))
    return isPlain ? value : `number ${Object.is(value, -0) ? '-0' : value}`
  }
  return JSON.stringify([kernel, site], plain)
}
