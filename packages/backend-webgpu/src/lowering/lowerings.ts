/** The lowering tables: what a kernel becomes, and one row per primitive that is a kernel by itself. */
import type { KernelCall, KernelGraph, ReductionName, ScalarName } from '@neurite/compiler'
import { InternalError, type PrimitiveName } from '@neurite/core'
import type { Lowered, Lowering, Site } from '../kernel/task.ts'
import { argReduce } from './arg-reduce.ts'
import { conv, convFilter, convInput } from './conv.ts'
import { cumulative } from './cumulative.ts'
import { dynamicSlice, dynamicUpdateSlice } from './dynamic-slice.ts'
import { gather, scatterAdd } from './gather.ts'
import { lowerLoop } from './loop/loop.ts'
import { concat, pad } from './movement.ts'
import { lowerProduct } from './product/product.ts'
import { randomBits } from './random-bits.ts'
import { sort } from './sort.ts'
import { windowReduce, windowScatter, windowSelect } from './window.ts'

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

/** The table of the other primitives. */
const lowerings: { readonly [P in Exclude<PrimitiveName, Fused>]?: Lowering<P> } = {
  pad,
  concat,
  argMax: argReduce('argMax'),
  argMin: argReduce('argMin'),
  gather,
  scatterAdd,
  dynamicSlice,
  dynamicUpdateSlice,
  randomBits,
  cumSum: cumulative('cumSum'),
  cumProd: cumulative('cumProd'),
  cumMax: cumulative('cumMax'),
  conv,
  convInput,
  convFilter,
  windowSum: windowReduce('windowSum'),
  windowMax: windowReduce('windowMax'),
  windowSelect,
  windowScatter,
  sort,
}

/** Lowers one call of a kernel. */
export function lower({ values }: Pick<KernelGraph, 'values'>, { kernel, operands, results }: KernelCall): Lowered {
  const site = { operands: operands.map((id) => values[id]!), results: results.map((id) => values[id]!) }
  switch (kernel.kind) {
    case 'loop':
      return lowerLoop(kernel, site)
    case 'product':
      return lowerProduct(kernel, site)
    case 'node': {
      const lowering = (lowerings as { readonly [name: string]: Lowering<PrimitiveName> | undefined })[kernel.primitive]
      if (!lowering) throw new InternalError(`webgpu: ${kernel.primitive} is no kernel by itself`)
      return lowering({ attributes: kernel.attributes, ...site } as Site)
    }
  }
}
