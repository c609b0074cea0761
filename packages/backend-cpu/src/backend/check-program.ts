/** Checks the promises that core makes about programs and invocations; a broken one is a bug of ours. */
import {
  type Binding,
  type BufferSlice,
  formatType,
  InternalError,
  type Invocation,
  type Program,
  sameShape,
  scalarSlotBytes,
  sizeBytesOf,
  sizeOf,
  type TensorType,
  typeOf,
} from '@neurite/core'

/** Bytes that a value of this type takes. */
const bytesOfType = ({ shape, dtype }: TensorType): number => sizeOf(shape) * sizeBytesOf(dtype)

const fail = (message: string): never => {
  throw new InternalError(`cpu: ${message}`)
}

/** Throws unless the bindings are the border of the graph. */
export function checkProgram({ graph, bindings }: Program): void {
  const parameters = bindings.filter(({ role }) => role !== 'output')
  const results = bindings.filter(({ role }) => role === 'state' || role === 'output')
  checkBorder(
    'parameters',
    parameters,
    Array.from({ length: graph.parameters }, (_, id) => typeOf(graph, id)),
  )
  checkBorder(
    'results',
    results,
    graph.results.map((id) => typeOf(graph, id)),
  )
  const scalar = bindings.find(({ role, type }) => role === 'scalar' && type.shape.length > 0)
  if (scalar) fail(`a scalar binding has type ${formatType(scalar.type)}, expected shape []`)
}

function checkBorder(what: string, bindings: readonly Binding[], types: readonly TensorType[]): void {
  if (bindings.length !== types.length) fail(`the graph has ${types.length} ${what}, the bindings give ${bindings.length}`)
  bindings.forEach(({ role, type }, index) => {
    const expected = types[index]!
    if (type.dtype !== expected.dtype || !sameShape(type.shape, expected.shape)) {
      fail(`${role} binding is ${formatType(type)}, but number ${index} of the graph's ${what} is ${formatType(expected)}`)
    }
  })
}

/** Throws unless the invocation fits the bindings of its program. */
export function checkInvocation(bindings: readonly Binding[], { buffers, scalars, repeat = 1 }: Invocation): void {
  const buffered = bindings.filter(({ role }) => role !== 'scalar')
  if (buffers.length !== buffered.length) fail(`run: expected ${buffered.length} buffers, got ${buffers.length}`)
  buffered.forEach(({ role, type }, index) => {
    const { sizeBytes } = buffers[index]!
    if (sizeBytes !== bytesOfType(type)) {
      fail(`run: buffer ${index} is the ${role} ${formatType(type)} of ${bytesOfType(type)} bytes, got ${sizeBytes} bytes`)
    }
  })
  const scalarBytes = (bindings.length - buffered.length) * scalarSlotBytes
  if (scalars.byteLength < scalarBytes) fail(`run: expected ${scalarBytes} bytes of scalars, got ${scalars.byteLength}`)
  if (!Number.isSafeInteger(repeat) || repeat < 1) fail(`run: repeat is ${repeat}, expected a positive integer`)
  checkOverlap(buffered, buffers)
}

/** What is written must not lie on anything else. */
function checkOverlap(buffered: readonly Binding[], buffers: readonly BufferSlice[]): void {
  buffered.forEach(({ role }, index) => {
    if (role === 'input') return
    const other = buffers.findIndex((slice, i) => i !== index && overlaps(slice, buffers[index]!))
    if (other >= 0) fail(`run: ${role} buffer ${index} overlaps buffer ${other}`)
  })
}

const overlaps = (a: BufferSlice, b: BufferSlice): boolean =>
  a.buffer === b.buffer && a.offsetBytes < b.offsetBytes + b.sizeBytes && b.offsetBytes < a.offsetBytes + a.sizeBytes
