/** Movement primitives: the same bits in another place. */
import { allocateHost, type HostArray, type Shape, sizeOf, stridesOf, type TensorType } from '@neurite/core'
import { permuted } from '../../element/arrange.ts'
import { copyBlock, denseBlock } from '../../element/strided.ts'
import { type KernelTable, operand, result } from '../kernel.ts'

const zeros = ({ shape, dtype }: TensorType): HostArray => allocateHost(dtype, sizeOf(shape))

/** A dense result whose elements are read from `data` with the given offset and strides. */
function readStrided(type: TensorType, data: HostArray, offset: number, strides: readonly number[]): HostArray {
  const out = zeros(type)
  copyBlock(type.shape, { data, offset, strides }, denseBlock(out, type.shape))
  return out
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)

/** Strides that walk `shape` over an operand that broadcasts to it: 0 along every axis that repeats. */
function broadcastStrides(from: Shape, to: Shape): number[] {
  const strides = stridesOf(from)
  const added = to.length - from.length
  return to.map((_, axis) => (axis < added || from[axis - added] === 1 ? 0 : strides[axis - added]!))
}

type MovementName = 'reshape' | 'transpose' | 'broadcast' | 'flip' | 'slice' | 'pad' | 'concat'

/** Kernels of the movement primitives. */
export const movementKernels: KernelTable<MovementName> = {
  reshape: (call) => [operand(call, 0).data],

  transpose: (call) => [permuted(operand(call, 0), call.attributes.permutation).data],

  broadcast: (call) => {
    const { data, shape } = operand(call, 0)
    const type = result(call)
    return [readStrided(type, data, 0, broadcastStrides(shape, type.shape))]
  },

  flip: (call) => {
    const { data, shape } = operand(call, 0)
    const { axes } = call.attributes
    const strides = stridesOf(shape)
    const last = axes.reduce((offset, axis) => offset + (shape[axis]! - 1) * strides[axis]!, 0)
    const flipped = strides.map((stride, axis) => (axes.includes(axis) ? -stride : stride))
    return [readStrided(result(call), data, last, flipped)]
  },

  slice: (call) => {
    const { data, shape } = operand(call, 0)
    const { starts, strides: steps } = call.attributes
    const strides = stridesOf(shape)
    const stepped = strides.map((stride, axis) => stride * steps[axis]!)
    return [readStrided(result(call), data, dot(starts, strides), stepped)]
  },

  pad: (call) => {
    const [x, value] = [operand(call, 0), operand(call, 1)]
    const { low, interior } = call.attributes
    const type = result(call)
    const out = zeros(type).fill(value.data[0]!)
    const strides = stridesOf(type.shape)
    const spaced = strides.map((stride, axis) => stride * (interior[axis]! + 1))
    copyBlock(x.shape, denseBlock(x.data, x.shape), { data: out, offset: dot(low, strides), strides: spaced })
    return [out]
  },

  concat: (call) => {
    const { axis } = call.attributes
    const type = result(call)
    const out = zeros(type)
    const strides = stridesOf(type.shape)
    let start = 0
    for (const { data, shape } of call.operands) {
      copyBlock(shape, denseBlock(data, shape), { data: out, offset: start * strides[axis]!, strides })
      start += shape[axis]!
    }
    return [out]
  },
}
