/** Runs a kernel part by part, in whatever order, without a program around it: for tests of how kernels are cut. */
import {
  type PrimitiveAttributes,
  type PrimitiveName,
  sizeBytesOf,
  sizeOf,
  type TensorType,
  type TypeRule,
  typeRules,
} from '@neurite/core'
import { FunctionBuilder } from '../assembler/function-builder.ts'
import { ModuleBuilder } from '../assembler/module-builder.ts'
import { requireEngine } from '../engine.ts'
import { provideAll } from '../late/at-once.ts'
import { createHost, importHost } from '../lowering/host.ts'
import { lower, type Lowered } from '../lowering/lowerings.ts'
import { denseView } from '../lowering/view.ts'
import { addressableBytes, Heap } from '../memory/heap.ts'
import { bytesOf, type TestTensor } from './run.ts'

/** Parts from the first up to, not including, the last. */
export type Range = readonly [first: number, last: number]

/** A kernel in memory of its own. */
export interface PartedKernel {
  /** Number of parts; undefined where it is not cut. */
  readonly tasks: number | undefined
  /** The bytes of all results after the ranges were run, in order; they held `before` in every byte. */
  readonly run: (ranges: readonly Range[], before: number) => Uint8Array
}

type Run = (...operands: number[]) => void

const isRun = (value: unknown): value is Run => typeof value === 'function'

/** The module of one kernel; `run` takes addresses of operands, results and scratch, then the range. */
function moduleOf({ site, tasks, emit }: Lowered): Uint8Array {
  const types = [...site.operands, ...site.results]
  const module = new ModuleBuilder()
  importHost(module, false)
  const parameters = Array.from({ length: types.length + (tasks === undefined ? 1 : 3) }, () => 'i32' as const)
  const code = new FunctionBuilder(parameters, module)
  const views = types.map((type, address) => denseView(address, type))
  emit({
    code,
    operands: views.slice(0, site.operands.length),
    results: views.slice(site.operands.length),
    scratch: types.length,
    range: { first: types.length + 1, last: types.length + 2 },
    bodies: [],
    hostCall: () => 0,
  })
  module.exportFunction('run', module.function(code))
  return module.bytes()
}

/** Loads the kernel of one primitive with its operands. */
export function partedKernel<P extends PrimitiveName>(
  primitive: P,
  attributes: PrimitiveAttributes[P],
  operands: readonly TestTensor[],
): PartedKernel {
  provideAll()
  const rule: TypeRule<P> = typeRules[primitive]
  const results = rule(primitive, operands, attributes)
  const values: readonly TensorType[] = [...operands.map(({ dtype, shape }) => ({ dtype, shape })), ...results]
  const ids = [...values.keys()]
  const kernel = { kind: 'node', primitive, attributes } as const
  const lowered = lower({ values }, { kernel, operands: ids.slice(0, operands.length), results: ids.slice(operands.length) })
  const engine = requireEngine()
  const heap = new Heap(engine, addressableBytes)
  const sizes = values.map(({ dtype, shape }) => sizeOf(shape) * sizeBytesOf(dtype))
  const addresses = heap.allocate([...sizes, lowered.scratchBytes ?? 0])
  operands.forEach((operand, i) => heap.bytes.set(bytesOf(operand), addresses[i]))
  const instance = new engine.Instance(new engine.Module(moduleOf(lowered)), createHost(heap.memory, []))
  const exported = instance.exports['run']
  if (!isRun(exported)) throw new Error('the module exports no function')
  return {
    tasks: lowered.tasks,
    run(ranges, before) {
      const stretches = results.map((_, i) => {
        const at = operands.length + i
        return [addresses[at]!, addresses[at]! + sizes[at]!] as const
      })
      for (const [start, end] of stretches) heap.bytes.fill(before, start, end)
      for (const range of ranges) exported(...addresses, ...(lowered.tasks === undefined ? [] : range))
      return Uint8Array.from(stretches.flatMap(([start, end]) => [...heap.bytes.subarray(start, end)]))
    },
  }
}
