/** All primitives, by name, and their tables with every row: for authors of operations, and for tools. */
import { vjps as vjpTable } from '../autodiff/vjps.ts'
import type { PrimitiveAttributes, PrimitiveName } from '../primitives/attributes.ts'
import { typeRules as typeTable } from '../primitives/type-rules.ts'
import { applyPrimitives as applyBrought, type Tensor } from '../tensor/tensor.ts'
import { bringControl } from './bring-control.ts'
import { bringCumulative } from './bring-cumulative.ts'
import { bringWindows } from './bring-windows.ts'

function bringAll(): void {
  bringWindows()
  bringControl()
  bringCumulative()
}

function complete<Table>(table: Table): Table {
  bringAll()
  return table
}

/** One row per primitive: the types of its results, or an error in the words of the call. */
export const typeRules = /* @__PURE__ */ complete(typeTable)

/** The table of VJPs: a rule, or `none` with the reason. */
export const vjps = /* @__PURE__ */ complete(vjpTable)

/** Applies a primitive of one result to tensors. `call` is what errors begin with. @shape as the primitive says */
export function applyPrimitive<P extends PrimitiveName>(
  primitive: P,
  operands: readonly Tensor[],
  attributes: PrimitiveAttributes[P],
  call: string = primitive,
): Tensor {
  return applyPrimitives(primitive, operands, attributes, call)[0]!
}

/** Applies a primitive and returns all of its results. @shape as the primitive says */
export function applyPrimitives<P extends PrimitiveName>(
  primitive: P,
  operands: readonly Tensor[],
  attributes: PrimitiveAttributes[P],
  call: string = primitive,
): Tensor[] {
  bringAll()
  return applyBrought(primitive, operands, attributes, call)
}
