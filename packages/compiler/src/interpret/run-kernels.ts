/**
 * Runs kernels as their definitions say, for tests and for checking what a backend made of them: all points of a nest at once, each
 * instruction by the reference's own primitives. What it computes from a compiled graph must be what the reference computes from
 * the graph.
 */
import {
  type AnyGraphNode,
  type DType,
  type Graph,
  type HostArray,
  hostView,
  InternalError,
  type PrimitiveName,
  sizeBytesOf,
  sizeOf,
  type TensorType,
  type ValueId,
} from '@neurite/core'
import type { Affine } from '../index-map/affine.ts'
import type { Instruction, KernelCall, KernelGraph, LoopKernel, NodeKernel, ProductKernel, Store } from '../kernels/kernel.ts'

/**
 * What the results of a graph are: the meaning of single primitives, since each graph that is asked for has one node.
 *
 * @example
 * const evaluate: Evaluate = evaluateGraph // of @neurite/backend-cpu
 */
export type Evaluate = (graph: Graph, parameters: readonly HostArray[]) => readonly HostArray[]

/** Bytes of a value, and which of its elements were written. */
interface Memory {
  readonly bytes: ArrayBufferLike
  readonly written: Uint8Array
}

/** What an instruction computes: an element per point of the kept loops, or per point of all loops. */
interface Column {
  readonly data: HostArray
  readonly isInner: boolean
}

const emptyArray = (dtype: DType, length: number): HostArray => hostView(dtype, new ArrayBuffer(length * sizeBytesOf(dtype)))

/** The values of an affine expression at every index, row-major. */
export function placesOf({ offset, strides }: Affine, extents: readonly number[]): number[] {
  return extents.reduce(
    (places, extent, axis) =>
      places.flatMap((place) => Array.from({ length: extent }, (_, i) => place + i * (strides[axis] ?? 0))),
    [offset],
  )
}

/** The elements of `data` at `places`. */
function pick(data: HostArray, places: readonly number[], dtype: DType): HostArray {
  const picked = emptyArray(dtype, places.length)
  places.forEach((place, i) => (picked[i] = data[place]!))
  return picked
}

const repeated = (data: HostArray, times: number, dtype: DType): HostArray =>
  pick(
    data,
    Array.from({ length: data.length * times }, (_, i) => Math.floor(i / times)),
    dtype,
  )

class Machine {
  readonly #kernels: KernelGraph
  readonly #evaluate: Evaluate
  readonly #memory = new Map<ValueId, Memory>()

  constructor(kernels: KernelGraph, evaluate: Evaluate) {
    this.#kernels = kernels
    this.#evaluate = evaluate
  }

  /** Gives a value that no call computes. */
  give(id: ValueId, data: HostArray): void {
    this.#memory.set(id, { bytes: data.slice().buffer, written: new Uint8Array(data.length).fill(1) })
  }

  /** All elements of a value that a call before has written. */
  whole(id: ValueId): HostArray {
    const memory = this.#memory.get(this.#kernels.rootOf(id))
    if (!memory) throw new InternalError(`value ${id} is read before it is computed`)
    if (memory.written.includes(0)) throw new InternalError(`value ${id} is read before all of it is written`)
    return hostView(this.#kernels.values[id]!.dtype, memory.bytes)
  }

  call(call: KernelCall): void {
    const { kernel, results } = call
    if (kernel.kind === 'node') return this.#node(kernel, call)
    for (const id of results) {
      const { shape, dtype } = this.#kernels.values[id]!
      if (this.#memory.has(id)) throw new InternalError(`value ${id} is computed twice`)
      this.#memory.set(id, { bytes: emptyArray(dtype, sizeOf(shape)).buffer, written: new Uint8Array(sizeOf(shape)) })
    }
    this.#nest(kernel, call)
    for (const id of results) this.whole(id)
  }

  #node({ primitive, attributes }: NodeKernel, { operands, results }: KernelCall): void {
    const data = operands.map((id) => this.whole(id))
    const types = [operands, results].map((ids) => ids.map((id) => this.#kernels.values[id]!))
    const computed = this.#apply(primitive, attributes, types[0]!, types[1]!, data)
    computed.forEach((array, i) => {
      if (this.#memory.has(results[i]!)) throw new InternalError(`value ${results[i]} is computed twice`)
      this.#memory.set(results[i]!, { bytes: array.slice().buffer, written: new Uint8Array(array.length).fill(1) })
    })
  }

  #apply(
    primitive: PrimitiveName,
    attributes: object,
    operands: readonly TensorType[],
    results: readonly TensorType[],
    data: readonly HostArray[],
  ): readonly HostArray[] {
    const ids = results.map((_, i) => operands.length + i)
    const node = { primitive, attributes, operands: operands.map((_, i) => i), results: ids } as unknown as AnyGraphNode
    return this.#evaluate({ values: [...operands, ...results], parameters: operands.length, nodes: [node], results: ids }, data)
  }

  #nest(kernel: LoopKernel | ProductKernel, { operands, results }: KernelCall): void {
    const { extents, body, stores } = kernel
    const kept = kernel.kind === 'loop' ? kernel.kept : extents.length
    const inner = sizeOf(extents.slice(kept))
    const columns: Column[] = []
    const levelOf = (at: Affine): { isInner: boolean; places: number[] } => {
      const isInner = at.strides.length > kept
      return { isInner, places: placesOf(at, isInner ? extents : extents.slice(0, kept)) }
    }
    const widened = ({ data, isInner }: Column, dtype: DType, toInner: boolean): HostArray =>
      isInner || !toInner ? data : repeated(data, inner, dtype)
    const dtypeOf = (id: number): DType => body[id]!.dtype

    const compute = (instruction: Instruction): Column => {
      const { dtype } = instruction
      switch (instruction.op) {
        case 'load': {
          const { isInner, places } = levelOf(instruction.at)
          return { isInner, data: this.#load(operands[instruction.operand]!, dtype, places) }
        }
        case 'constant': {
          const [value] = this.#apply('constant', { value: instruction.value, dtype }, [], [{ shape: [], dtype }], [])
          return { isInner: false, data: repeated(value!, sizeOf(extents.slice(0, kept)), dtype) }
        }
        case 'index': {
          const { isInner, places } = levelOf(instruction.at)
          const shape = [Math.max(0, ...places) + 1]
          const [counted] = this.#apply('iota', { shape, dtype, axis: 0 }, [], [{ shape, dtype }], [])
          return { isInner, data: pick(counted!, places, dtype) }
        }
        case 'apply': {
          const isInner = instruction.operands.some((id) => columns[id]!.isInner)
          const given = instruction.operands.map((id) => widened(columns[id]!, dtypeOf(id), isInner))
          const shape = [given[0]!.length]
          const types = instruction.operands.map((id) => ({ shape, dtype: dtypeOf(id) }))
          const attributes = instruction.primitive === 'cast' ? { dtype } : {}
          return { isInner, data: this.#apply(instruction.primitive, attributes, types, [{ shape, dtype }], given)[0]! }
        }
        case 'reduce': {
          const points = sizeOf(extents.slice(0, kept))
          const given = widened(columns[instruction.operand]!, dtypeOf(instruction.operand), true)
          const types = [{ shape: [points, inner], dtype }]
          return {
            isInner: false,
            data: this.#apply(instruction.primitive, { axes: [1] }, types, [{ shape: [points], dtype }], [given])[0]!,
          }
        }
        case 'product':
          if (kernel.kind !== 'product') throw new InternalError('only a product kernel has a product')
          return { isInner: false, data: this.#product(kernel, operands) }
      }
    }
    for (const instruction of body) columns.push(compute(instruction))
    for (const store of stores) {
      const column = columns[store.instruction]!
      const { isInner, places } = levelOf(store.at)
      if (column.isInner && !isInner && places.length > 0)
        throw new InternalError('a store puts all elements of a row in one place')
      this.#store(results[store.result]!, store, places, widened(column, store.dtype, isInner))
    }
  }

  #load(id: ValueId, dtype: DType, places: readonly number[]): HostArray {
    const memory = this.#memory.get(id)
    if (!memory) throw new InternalError(`value ${id} is read before it is computed`)
    const data = hostView(dtype, memory.bytes)
    const outside = places.find((place) => place < 0 || place >= data.length || memory.written[place] !== 1)
    if (outside !== undefined) throw new InternalError(`element ${outside} of value ${id} is read but was never written`)
    return pick(data, places, dtype)
  }

  #store(id: ValueId, { dtype }: Store, places: readonly number[], column: HostArray): void {
    const { bytes, written } = this.#memory.get(id)!
    const data = hostView(dtype, bytes)
    places.forEach((place, i) => {
      if (written[place] !== 0) throw new InternalError(`element ${place} of value ${id} is written twice or is none`)
      written[place] = 1
      data[place] = column[i]!
    })
  }

  /** The sums, by a product whose batch are the points. */
  #product({ extents, contracting, factors, dtype }: ProductKernel, operands: readonly ValueId[]): HostArray {
    const [points, terms] = [sizeOf(extents), sizeOf(contracting)]
    const data = factors.map(({ operand, at, steps }) => {
      const starts = placesOf(at, extents)
      const offsets = placesOf({ offset: 0, strides: steps }, contracting)
      return this.#load(
        operands[operand]!,
        dtype,
        starts.flatMap((start) => offsets.map((offset) => start + offset)),
      )
    })
    const type = { shape: [points, terms], dtype }
    const attributes = { lhsBatch: [0], rhsBatch: [0], lhsContracting: [1], rhsContracting: [1] }
    return this.#apply('dotGeneral', attributes, [type, type], [{ shape: [points], dtype }], data)[0]!
  }
}

/**
 * The results of a compiled graph.
 *
 * @param evaluate - the meaning of single primitives
 * @throws InternalError when a kernel reads what is not written, writes an element twice, or leaves one out
 */
export function runKernels(kernels: KernelGraph, parameters: readonly HostArray[], evaluate: Evaluate): HostArray[] {
  const machine = new Machine(kernels, evaluate)
  parameters.forEach((data, id) => machine.give(id, data))
  for (const call of kernels.calls) machine.call(call)
  return kernels.results.map((id) => machine.whole(id))
}

/**
 * The results of one call of a kernel.
 *
 * @param operandOf - the elements of a value that the call reads; it is asked for values that share no other's bytes
 * @param evaluate - the meaning of single primitives
 * @throws InternalError when the kernel writes an element twice, or leaves one out
 * @example
 * ```ts
 * runKernelCall(kernels, kernels.calls[0]!, (id) => parameters[id]!, evaluateGraph)
 * ```
 */
export function runKernelCall(
  kernels: KernelGraph,
  call: KernelCall,
  operandOf: (id: ValueId) => HostArray,
  evaluate: Evaluate,
): HostArray[] {
  const machine = new Machine(kernels, evaluate)
  for (const id of new Set(call.operands.map(kernels.rootOf))) machine.give(id, operandOf(id))
  machine.call(call)
  return call.results.map((id) => machine.whole(id))
}
