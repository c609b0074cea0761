/** Checks the promises that core makes about programs and runs; a broken one is a bug of ours. For authors of backends. */
import { sizeBytesOf } from '../dtype/dtype.ts'
import { InternalError } from '../errors/errors.ts'
import { type TensorType, typeOf } from '../graph/graph.ts'
import { formatType } from '../graph/print.ts'
import { sameShape, sizeOf } from '../shape/shape.ts'
import { type Binding, type BufferSlice, type Invocation, type Program, scalarSlotBytes } from './backend.ts'

/** Bytes that a value of this type takes. */
const bytesOfType = ({ shape, dtype }: TensorType): number => sizeOf(shape) * sizeBytesOf(dtype)

const fail = (message: string): never => {
  throw new InternalError(message)
}

/**
 * Throws unless the bindings are the border of the graph.
 *
 * @param backend - its name, for the error
 * @throws InternalError when they are not
 */
export function checkProgram(backend: string, { graph, bindings }: Program): void {
  const parameters = bindings.filter(({ role }) => role !== 'output')
  const results = bindings.filter(({ role }) => role === 'state' || role === 'output')
  checkBorder(
    backend,
    'parameters',
    parameters,
    Array.from({ length: graph.parameters }, (_, id) => typeOf(graph, id)),
  )
  checkBorder(
    backend,
    'results',
    results,
    graph.results.map((id) => typeOf(graph, id)),
  )
  const scalar = bindings.find(({ role, type }) => role === 'scalar' && type.shape.length > 0)
  if (scalar) fail(`${backend}: a scalar binding has type ${formatType(scalar.type)}, expected shape []`)
}

function checkBorder(backend: string, what: string, bindings: readonly Binding[], types: readonly TensorType[]): void {
  if (bindings.length !== types.length)
    fail(`${backend}: the graph has ${types.length} ${what}, the bindings give ${bindings.length}`)
  bindings.forEach(({ role, type }, index) => {
    const expected = types[index]!
    if (type.dtype !== expected.dtype || !sameShape(type.shape, expected.shape)) {
      fail(
        `${backend}: ${role} binding is ${formatType(type)}, but number ${index} of the graph's ${what} is ${formatType(expected)}`,
      )
    }
  })
}

/**
 * Throws unless the invocation fits the bindings of its program.
 *
 * @param backend - its name, for the error
 * @throws InternalError when it does not
 */
export function checkInvocation(backend: string, bindings: readonly Binding[], call: Invocation): void {
  checkNumbers(backend, bindings, call)
  checkBuffers(backend, bindings, call)
}

/** The part of `checkInvocation` that says how many scalars there are, and how often the program runs. */
export function checkNumbers(backend: string, bindings: readonly Binding[], { scalars, repeat = 1 }: Invocation): void {
  const scalarBytes = bindings.filter(({ role }) => role === 'scalar').length * scalarSlotBytes
  if (scalars.byteLength < scalarBytes)
    fail(`${backend} run: expected ${scalarBytes} bytes of scalars, got ${scalars.byteLength}`)
  if (!Number.isSafeInteger(repeat) || repeat < 1) fail(`${backend} run: repeat is ${repeat}, expected a positive integer`)
}

/** The part of `checkInvocation` that holds as long as the buffers are the same. */
export function checkBuffers(backend: string, bindings: readonly Binding[], { buffers }: Pick<Invocation, 'buffers'>): void {
  const buffered = bindings.filter(({ role }) => role !== 'scalar')
  if (buffers.length !== buffered.length) fail(`${backend} run: expected ${buffered.length} buffers, got ${buffers.length}`)
  buffered.forEach(({ role, type }, index) => {
    const { sizeBytes } = buffers[index]!
    if (sizeBytes !== bytesOfType(type)) {
      fail(
        `${backend} run: buffer ${index} is the ${role} ${formatType(type)} of ${bytesOfType(type)} bytes, got ${sizeBytes} bytes`,
      )
    }
  })
  checkOverlap(backend, buffered, buffers)
}

/** What is written must not lie on anything else. */
function checkOverlap(backend: string, buffered: readonly Binding[], buffers: readonly BufferSlice[]): void {
  buffered.forEach(({ role }, index) => {
    if (role === 'input') return
    const other = buffers.findIndex((slice, i) => i !== index && overlaps(slice, buffers[index]!))
    if (other >= 0) fail(`${backend} run: ${role} buffer ${index} overlaps buffer ${other}`)
  })
}

const overlaps = (a: BufferSlice, b: BufferSlice): boolean =>
  a.buffer === b.buffer && a.offsetBytes < b.offsetBytes + b.sizeBytes && b.offsetBytes < a.offsetBytes + a.sizeBytes
