/** Rows of the lowering table for primitives that training a perceptron does not need. */
import { InternalError } from '@neurite/core'
import { argReduce } from '../arg-reduce.ts'
import { cond, scan, whileLoop } from '../control.ts'
import { conv, convFilter, convInput } from '../conv.ts'
import { cumulative } from '../cumulative.ts'
import { hostCall } from '../host-call.ts'
import type { Lowering } from '../kernel.ts'
import type { NodeName } from '../lowerings.ts'
import { pad } from '../pad.ts'
import { scatterAdd } from '../scatter-add.ts'
import { windowReduce } from '../window/reduce.ts'
import { windowScatter } from '../window/scatter.ts'
import { windowSelect } from '../window/select.ts'

/** Where a composite would be claimed. */
const composite: Lowering<'composite'> = ({ attributes: { name } }) => {
  throw new InternalError(`wasm: composite "${name}" reached the backend, which claims none`)
}

/** The table. */
export const lowerings = {
  pad,

  argMax: argReduce('argMax'),
  argMin: argReduce('argMin'),
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

  scatterAdd,

  composite,
  scan,
  cond,
  while: whileLoop,
  hostCall,
} satisfies { readonly [P in NodeName]?: Lowering<P> }
