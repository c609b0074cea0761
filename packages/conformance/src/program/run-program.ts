/** Runs a program once on a backend, from host tensors to host tensors. */
import {
  type Backend,
  type Binding,
  type BufferSlice,
  type Executable,
  type HostArray,
  hostView,
  type Program,
  scalarSlotBytes,
  sizeBytesOf,
  sizeOf,
  type TensorType,
} from '@neurite/core'
import { bytesOf, type HostTensor } from '../values/host-tensor.ts'

/** Bytes that a value of this type takes. */
export const sizeBytesOfType = ({ shape, dtype }: TensorType): number => sizeOf(shape) * sizeBytesOf(dtype)

/** Scalars as an invocation carries them. */
export function packScalars(scalars: readonly HostTensor[]): Uint8Array {
  const bytes = new Uint8Array(scalars.length * scalarSlotBytes)
  scalars.forEach((value, slot) => bytes.set(bytesOf(value), slot * scalarSlotBytes))
  return bytes
}

/** A buffer that holds each tensor. */
export function upload(backend: Backend, ...tensors: readonly HostTensor[]): BufferSlice[] {
  const slices = backend.allocate(tensors.map(sizeBytesOfType))
  slices.forEach((slice, index) => backend.write(slice, tensors[index]!.bits))
  return [...slices]
}

/** The elements in a buffer. */
export const download = async (backend: Backend, { dtype }: Pick<TensorType, 'dtype'>, slice: BufferSlice): Promise<HostArray> =>
  hostView(dtype, await backend.read(slice))

const isResult = ({ role }: Binding): boolean => role === 'state' || role === 'output'

/** The buffers and scalars of one program, filled. */
export interface Bound {
  readonly buffers: readonly BufferSlice[]
  readonly scalars: Uint8Array
  /** The elements of the states and outputs, in the order of the graph's results. */
  readResults(): Promise<HostArray[]>
  free(): void
}

/** Buffers for a program; `parameters` stand in the order of the graph's. */
export function bind(backend: Backend, { bindings }: Program, parameters: readonly HostTensor[]): Bound {
  let next = 0
  const given = bindings.map(({ role }) => (role === 'output' ? undefined : parameters[next++]))
  const buffered = bindings.flatMap((binding, index) => (binding.role === 'scalar' ? [] : [{ ...binding, value: given[index] }]))
  const buffers = backend.allocate(buffered.map(({ type }) => sizeBytesOfType(type)))
  buffered.forEach(({ value }, index) => value && backend.write(buffers[index]!, value.bits))
  const results = buffered.flatMap((binding, index) =>
    isResult(binding) ? [{ type: binding.type, slice: buffers[index]! }] : [],
  )
  return {
    buffers,
    scalars: packScalars(bindings.flatMap(({ role }, index) => (role === 'scalar' ? [given[index]!] : []))),
    readResults: () => Promise.all(results.map(({ type, slice }) => download(backend, type, slice))),
    free: () => backend.free(buffers),
  }
}

/** Compiles and runs a program, and reads its states and outputs. */
export async function runProgram(
  backend: Backend,
  program: Program,
  parameters: readonly HostTensor[],
  { repeat }: { readonly repeat?: number } = {},
): Promise<HostArray[]> {
  const executable = await backend.compile(program)
  const bound = bind(backend, program, parameters)
  try {
    return await runBound(executable, bound, repeat)
  } finally {
    bound.free()
    executable.dispose()
  }
}

/** Runs an executable over bound buffers, and reads the results. */
export async function runBound(executable: Executable, bound: Bound, repeat = 1): Promise<HostArray[]> {
  await executable.run({ buffers: bound.buffers, scalars: bound.scalars, ...(repeat === 1 ? {} : { repeat }) }).done()
  return bound.readResults()
}
