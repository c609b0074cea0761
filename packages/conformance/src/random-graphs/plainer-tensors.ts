/** Tensors of plainer numbers: what a failing graph is tried on. */
import { type HostTensor, hostTensor, numbersOf } from '../values/host-tensor.ts'

/** Ways to make a number plainer, the plainest first. Each leaves alone what it made, and what those before it make. */
const ways: readonly ((value: number) => number)[] = [
  () => 0,
  () => 1,
  (value) => (Number.isFinite(value) ? Math.max(-9, Math.min(Math.trunc(value), 9)) : value),
]

const changed = (tensor: HostTensor, way: (value: number) => number): HostTensor =>
  hostTensor(tensor.dtype, tensor.shape, numbersOf(tensor).map(way))

const isUnchanged = (tensor: HostTensor, way: (value: number) => number): boolean =>
  numbersOf(tensor).every((value) => Object.is(way(value), value))

/** How far from plain: 0 for nothing but zeros. */
export function plainness(tensor: HostTensor): number {
  const at = ways.findIndex((way) => isUnchanged(tensor, way))
  return at < 0 ? ways.length : at
}

/** The same tensor with plainer numbers. */
export const plainerTensors = (tensor: HostTensor): HostTensor[] =>
  ways.slice(0, plainness(tensor)).map((way) => changed(tensor, way))
