/** The suite bites: each of these faults in a backend is caught by some case of the part that is named. */
import { cpu } from '@neurite/backend-cpu'
import { type Backend, type BufferSlice, isFloat, type PrimitiveName, sizeOf, stridesOf } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { referenceNode } from '../compare/check-node.ts'
import { scoreBackend } from '../index.ts'
import { hostTensor, type HostTensor, numbersOf } from '../values/host-tensor.ts'
import {
  faultyBackend,
  isLiteral,
  like,
  type NodeFault,
  withCallFault,
  withExecutableFault,
  withNodeFault,
} from './faulty-backend.ts'

interface Fault {
  /** The part of the suite that has to catch it. */
  readonly only: RegExp
  readonly create: () => Backend
}

/** A fault in the results of one primitive. */
const wrong = (primitive: PrimitiveName, only: RegExp, fault: NodeFault): Fault => ({
  only,
  create: () =>
    withNodeFault((node, operands, results, graph) =>
      node.primitive === primitive ? fault(node, operands, results, graph) : results,
    ),
})

/** A fault that computes each element of the only result anew. */
const wrongElements = (
  primitive: PrimitiveName,
  only: RegExp,
  element: (value: number, operands: readonly number[], dtypes: readonly string[]) => number,
): Fault =>
  wrong(primitive, only, (_, operands, [result]) => {
    const numbers = operands.map(numbersOf)
    const kinds = [...operands.map(({ dtype }) => dtype), result!.dtype]
    return [
      like(
        result!,
        numbersOf(result!).map((value, i) =>
          element(
            value,
            numbers.map((list) => list[i]!),
            kinds,
          ),
        ),
      ),
    ]
  })

const shiftBy = (x: HostTensor, distance: number): HostTensor =>
  like(
    x,
    numbersOf(x).map((value) => value + distance),
  )

const faults: Readonly<Record<string, Fault>> = {
  'gather is off by one': wrong('gather', /^gather float32/, ({ attributes }, [x, indices]) =>
    'batchDims' in attributes ? referenceNode('gather', [x!, shiftBy(indices!, 1)], attributes) : [],
  ),
  'gather clamps instead of reading 0': wrong('gather', /^gather int8/, ({ attributes }, [x, indices]) => {
    if (!('batchDims' in attributes)) return []
    const last = x!.shape[attributes.axis]! - 1
    const clamped = numbersOf(indices!).map((index) => Math.min(Math.max(index, 0), last))
    return referenceNode('gather', [x!, like(indices!, clamped)], attributes)
  }),
  'scatterAdd wraps negative indices': wrong('scatterAdd', /^scatterAdd int32/, ({ attributes }, [x, indices, updates]) => {
    if (!('batchDims' in attributes)) return []
    const extent = x!.shape[attributes.axis]!
    const wrapped = numbersOf(indices!).map((index) => (index < 0 ? index + extent : index))
    return referenceNode('scatterAdd', [x!, like(indices!, wrapped), updates!], attributes)
  }),
  'dynamicSlice does not clamp below 0': wrong('dynamicSlice', /^dynamicSlice float32/, ({ attributes }, [x, ...starts]) =>
    'sizes' in attributes
      ? referenceNode('dynamicSlice', [x!, ...starts.map((start) => like(start, numbersOf(start).map(Math.abs)))], attributes)
      : [],
  ),
  'max drops NaN': wrongElements('max', /^max float32/, (value, [a, b]) =>
    Number.isNaN(a!) ? b! : Number.isNaN(b!) ? a! : value,
  ),
  'reduceMax drops NaN': wrong('reduceMax', /^reduceMax float32/, ({ attributes }, [x]) =>
    'axes' in attributes
      ? referenceNode(
          'reduceMax',
          [
            like(
              x!,
              numbersOf(x!).map((value) => (Number.isNaN(value) ? -Infinity : value)),
            ),
          ],
          { axes: attributes.axes },
        )
      : [],
  ),
  'argMax takes the last of a tie': wrong('argMax', /^argMax float32/, ({ attributes }, [x], [result]) => {
    if (!('axis' in attributes)) return []
    const { axis } = attributes
    const [mirrored] = referenceNode('flip', [x!], { axes: [axis] })
    const [position] = referenceNode('argMax', [mirrored!], { axis })
    return [
      like(
        result!,
        numbersOf(position!).map((at) => x!.shape[axis]! - 1 - at),
      ),
    ]
  }),
  'sort is not stable': wrong('sort', /^sort int32/, ({ attributes }, [x], [sorted, permutation]) => {
    if (!('descending' in attributes) || x!.shape.length !== 2 || attributes.axis !== 1) return [sorted!, permutation!]
    const [values, order] = [numbersOf(sorted!), numbersOf(permutation!)]
    for (let i = 1; i < values.length; i++) {
      if (i % x!.shape[1]! > 0 && values[i] === values[i - 1]) [order[i], order[i - 1]] = [order[i - 1]!, order[i]!]
    }
    return [sorted!, like(permutation!, order)]
  }),
  'sort puts NaN first': wrong('sort', /^sort float32/, (_, __, [sorted, permutation]) => {
    const values = numbersOf(sorted!)
    return [like(sorted!, [...values.filter(Number.isNaN), ...values.filter((value) => !Number.isNaN(value))]), permutation!]
  }),
  'cast rounds to the nearest integer': wrongElements('cast', /^cast float32: to int32/, (value, [x], [from, to]) =>
    from === 'float32' && to === 'int32' && Math.abs(x!) < 1e6 ? Math.round(x!) : value,
  ),
  'cast wraps instead of saturating': wrongElements('cast', /^cast float32: to uint8/, (value, [x], [from, to]) =>
    from === 'float32' && to === 'uint8' ? x! : value,
  ),
  'cast to bool keeps the low bit only': wrongElements('cast', /^cast int32: to bool/, (value, [x], [, to]) =>
    to === 'bool' ? x! & 1 : value,
  ),
  'round sends halves up': wrongElements('round', /^round float32/, (_, [x]) => Math.round(x!)),
  'integer division by 0 is all ones': wrongElements('div', /^div int32/, (value, [, b], [dtype]) =>
    dtype === 'int32' && b === 0 ? -1 : value,
  ),
  'mod has the sign of the dividend': wrongElements('mod', /^mod float32/, (_, [a, b]) => a! % b!),
  'shiftRight is logical': wrongElements('shiftRight', /^shiftRight int32/, (value, [a, b]) => (b! < 32 ? a! >>> b! : value)),
  'shiftLeft takes distances modulo 32': wrongElements('shiftLeft', /^shiftLeft uint32/, (_, [a, b]) => a! << b!),
  'neg loses the sign of 0': wrongElements('neg', /^neg float32/, (value) => value + 0),
  'exp is good to 12 bits': wrongElements('exp', /^exp float32/, (value) => value * (1 + 2 ** -13)),
  'subnormals are flushed to 0': wrongElements('mul', /^mul float32/, (value, _, [dtype]) =>
    dtype === 'float32' && Math.abs(value) < 2 ** -126 ? 0 : value,
  ),
  'select mixes by arithmetic': wrongElements(
    'select',
    /^select float32/,
    (_, [condition, a, b]) => condition! * a! + (1 - condition!) * b!,
  ),
  'cumSum forgets exclusive': wrong('cumSum', /^cumSum int32/, ({ attributes }, [x], results) =>
    'exclusive' in attributes ? referenceNode('cumSum', [x!], { ...attributes, exclusive: false }) : results,
  ),
  'pad overwrites its last cell': wrong('pad', /^pad float32/, (_, __, [result]) => [
    like(
      result!,
      numbersOf(result!).map((value, i, all) => (i === all.length - 1 ? 0 : value)),
    ),
  ]),
  'randomBits swaps the words of a block': wrong('randomBits', /Threefry/, (_, __, [result]) => {
    const words = numbersOf(result!)
    return [
      like(
        result!,
        words.map((word, i) => words[i ^ 1] ?? word),
      ),
    ]
  }),
  'the compiler takes x * 0 for 0': wrong('mul', /^mul float32: with constants/, ({ operands }, tensors, [result], graph) => {
    const isZero = operands.some((id, index) => isLiteral(graph, id) && numbersOf(tensors[index]!).every((value) => value === 0))
    return [
      isZero
        ? like(
            result!,
            numbersOf(result!).map(() => 0),
          )
        : result!,
    ]
  }),
  'a fused slice forgets its strides': wrong('slice', /^exp float32/, ({ attributes }, [x], [result]) => {
    if (!('starts' in attributes)) return [result!]
    const [values, strides] = [numbersOf(x!), stridesOf(x!.shape)]
    const first = attributes.starts.reduce((offset, start, axis) => offset + start * strides[axis]!, 0)
    return [
      like(
        result!,
        Array.from({ length: sizeOf(result!.shape) }, (_, i) => values[first + i]!),
      ),
    ]
  }),
  'a fused transpose is forgotten': wrong('transpose', /^reduceSum float32/, (_, [x], [result]) => [
    { ...result!, bits: x!.bits },
  ]),
  'cos is sin, as the gradient of sin shows': wrongElements('cos', /^gradient: sin/, (_, [x]) => Math.sin(x!)),
  'flip does nothing, as random graphs show': wrong('flip', /^random graphs: (0|20) to/, (_, [x]) => [x!]),
  'the last of many rows is wrong, as random graphs show': wrong('reduceSum', /^random graphs: (0|20) to/, (_, __, [result]) => {
    const values = numbersOf(result!)
    return [result!.shape.length < 2 ? result! : like(result!, [...values.slice(0, -1), 0])]
  }),
  'sums are added one by one': wrong('reduceSum', /^whole programs: long sums/, (_, [x], [result]) => {
    if (result!.shape.length > 0) return [result!]
    return [hostTensor('float32', [], [numbersOf(x!).reduce((sum, value) => Math.fround(sum + value), 0)])]
  }),
  'sums differ in the last bit from run to run': wrong(
    'reduceSum',
    /the same program twice/,
    (() => {
      let runs = 0
      return (_, __, [result]) => [isFloat(result!.dtype) ? shiftBy(result!, (runs++ % 2) * 2e-5) : result!]
    })(),
  ),

  'state is committed early': { only: /^state: two states change places/, create: () => withNodeFault(undefined, 'one by one') },
  'repeat is ignored': { only: /^state: repeat/, create: () => withCallFault(({ buffers, scalars }) => ({ buffers, scalars })) },
  'repeat runs once more': {
    only: /^state: repeat/,
    create: () => withCallFault((call) => ({ ...call, repeat: (call.repeat ?? 1) + 1 })),
  },
  'scalars are read when the queue gets to them': {
    only: /^scalars:/,
    create: () =>
      withExecutableFault((executable) => ({
        run(call) {
          const later = Promise.resolve().then(() => executable.run(call).done())
          return { done: () => later }
        },
      })),
  },
  'scalars have 4 bytes': {
    only: /^scalars: of every dtype/,
    create: () => withCallFault((call) => ({ ...call, scalars: call.scalars.map((byte, i) => (i % 8 < 4 ? byte : 0)) })),
  },
  'a read gives the same array again': {
    only: /^memory: read returns a copy/,
    create: () =>
      faultyBackend((inner) => {
        const known = new Map<object, ArrayBuffer>()
        return {
          async read(slice) {
            const bytes = known.get(slice.buffer) ?? inner.readSync!(slice)
            known.set(slice.buffer, bytes)
            return bytes
          },
        }
      }),
  },
  'a read sees later runs': {
    only: /^order: a read sees no later run/,
    create: () =>
      faultyBackend((inner) => ({
        read: async (slice) => {
          await Promise.resolve()
          return inner.readSync!(slice)
        },
      })),
  },
  'write keeps the array': {
    only: /^memory: write copies/,
    create: () =>
      faultyBackend((inner) => {
        const kept = new Map<object, ArrayBufferView>()
        const flush = (slice: BufferSlice): void => {
          const data = kept.get(slice.buffer)
          if (data) inner.write(slice, data)
        }
        return {
          write: (slice, data) => void kept.set(slice.buffer, data),
          read(slice) {
            flush(slice)
            return inner.read(slice)
          },
        }
      }),
  },
  'freed memory is handed out as it was': {
    only: /^memory: allocate gives zeros/,
    create: () =>
      faultyBackend((inner) => {
        const pool: BufferSlice[] = []
        const reuse = (size: number): BufferSlice => {
          const at = pool.findIndex(({ sizeBytes }) => sizeBytes === size)
          return at < 0 ? inner.allocate([size])[0]! : pool.splice(at, 1)[0]!
        }
        return { allocate: (sizes) => sizes.map(reuse), free: (slices) => void pool.push(...slices) }
      }),
  },
  'slices of a group overlap': {
    only: /^memory: slices are disjoint/,
    create: () =>
      faultyBackend((inner) => ({
        allocate(sizes) {
          const [slab] = inner.allocate([Math.max(0, ...sizes)])
          return sizes.map((sizeBytes) => ({ ...slab!, sizeBytes }))
        },
        free: () => {},
      })),
  },
  'freeing one slice frees its group': {
    only: /^memory: slices of one group/,
    create: () =>
      faultyBackend((inner) => {
        let group: readonly BufferSlice[] = []
        return {
          allocate: (sizes) => (sizes.length > 1 ? (group = inner.allocate(sizes)) : inner.allocate(sizes)),
          free: (slices) => inner.free(slices.length === 1 && group.includes(slices[0]!) ? group : slices),
        }
      }),
  },
  'free frees nothing': {
    only: /^memory over time: .* large buffer/,
    create: () =>
      faultyBackend((inner) => {
        let used = 0
        return {
          allocate(sizes) {
            used += sizes.reduce((sum, size) => sum + size, 0)
            if (used > 2 ** 32) throw new Error('out of memory')
            return inner.allocate(sizes)
          },
        }
      }),
  },
  'a dtype that is not listed is computed all the same': {
    only: /^refusals: a program with a dtype|^exp float16: typical/,
    create: () =>
      faultyBackend((inner) => ({
        capabilities: { ...inner.capabilities, dtypes: inner.capabilities.dtypes.filter((dtype) => dtype !== 'float16') },
      })),
  },
  'a disposed backend goes on': {
    only: /^lifetimes: a disposed backend/,
    create: () => faultyBackend(() => ({ dispose: async () => {} })),
  },
  'a disposed executable goes on': {
    only: /^lifetimes: a disposed executable/,
    create: () => withExecutableFault(() => ({ dispose: () => {} })),
  },
  'backends share what they compute on': {
    only: /^lifetimes: two backends/,
    create: () => sharedBackend,
  },
  'too many buffers are ignored': {
    only: /^refusals: a run with too many/,
    create: () => withCallFault((call) => ({ ...call, buffers: call.buffers.slice(0, 2) })),
  },
}

const sharedBackend = cpu()

/** Random graphs that fail are shrunk. */
const timeoutMs = 60_000

describe('the suite', () => {
  test.each(Object.entries(faults))(
    'notices when %s',
    async (_, { only, create }) => {
      const { failed, passed } = await scoreBackend({ create, only })
      expect(passed + failed.length).toBeGreaterThan(0)
      expect(failed.map(({ title }) => title)).not.toEqual([])
    },
    timeoutMs,
  )

  // Otherwise a fault could be caught because the backend around it is broken.
  test.each([
    { what: 'methods', create: () => faultyBackend(), only: /^(memory|state|scalars|order|lifetimes|refusals): / },
    { what: 'executables', create: () => withExecutableFault(() => ({})), only: /^(state|scalars|order|lifetimes|refusals): / },
    {
      what: 'nodes',
      create: () => withNodeFault(),
      only: /^(gather|max|cast|mul|exp|reduceSum) float32: |^state: |^random graphs: 0 to|^whole programs/,
    },
  ])(
    'finds nothing where no $what are replaced',
    async ({ create, only }) => {
      const { failed, passed } = await scoreBackend({ create, only })
      expect(failed).toEqual([])
      expect(passed).toBeGreaterThan(10)
    },
    timeoutMs,
  )
})
