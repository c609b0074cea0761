/** One more term of a sum of products: the only place where a product and an addition may be one instruction. */
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'

/**
 * Leaves `sum + a * b`. In relaxed vectors, the product may go unrounded into the sum; whether it does, the machine decides, and
 * always in the same way.
 */
export function addProduct(code: FunctionBuilder, type: 'f32' | 'f64' | 'f32x4', sum: Local, a: Local, b: Local): void {
  if (type === 'f32x4' && code.simd === 'relaxed') code.get(a, b, sum).op('f32x4.relaxed_madd')
  else code.get(sum, a, b).op(`${type}.mul`, `${type}.add`)
}
