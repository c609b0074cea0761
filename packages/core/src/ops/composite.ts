/** Marks a region of the graph with a name, so that a backend may run it whole. */
import { append } from '../lazy/append.ts'
import { traceBody } from '../lazy/trace-body.ts'
import { Tensor } from '../tensor/tensor.ts'

/**
 * Applies `body` as a named region. Backends that claim the name run it whole; for others it is inlined. Its gradient is the
 * region `nameVjp`, claimable too.
 *
 * @shape operands -> what the body returns
 * @param name - what backends know it by
 * @param operands - what the body works on; tensors that it takes from outside become further operands
 */
export function composite(name: string, operands: readonly Tensor[], body: (...operands: Tensor[]) => Tensor): Tensor {
  const types = operands.map(({ value }) => value.type)
  const { graph, captures } = traceBody(name, types, (values) => [body(...values.map((value) => new Tensor(value))).value])
  const [result] = append('composite', [...operands.map(({ value }) => value), ...captures], { name, body: graph }, name)
  return new Tensor(result!)
}
