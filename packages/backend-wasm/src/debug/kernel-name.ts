/** What people call a kernel: the primitives in it. */
import type { KernelCall } from '@neurite/compiler'

/** The optimizer's kernel has dozens; a name is to be read. */
const mostPrimitives = 8

/**
 * The primitives that were fused into a kernel, each once: `dotGeneral+add+max`.
 *
 * A kernel that only moves elements is a `copy`, one that reads none a `fill`.
 */
export function kernelName({ kernel }: Pick<KernelCall, 'kernel'>): string {
  if (kernel.kind === 'node') return kernel.primitive
  const applied = kernel.body.flatMap((instruction) => ('primitive' in instruction ? [instruction.primitive] : []))
  const primitives = [...new Set([...(kernel.kind === 'product' ? ['dotGeneral'] : []), ...applied])]
  if (primitives.length === 0) return kernel.body.some(({ op }) => op === 'load') ? 'copy' : 'fill'
  const rest = primitives.length - mostPrimitives
  return primitives.slice(0, mostPrimitives).join('+') + (rest > 0 ? `+${rest} more` : '')
}
