/** Loop kernels: one invocation for each point of the loops that nothing is reduced over. */
import { type InstructionId, type LoopKernel, mayOverwrite, type ReductionName, type ScalarName } from '@neurite/compiler'
import { type DType, sizeOf } from '@neurite/core'
import { groupsFor, type Lowered, operandsOf, resultsOf, type Site, workgroupSize } from '../../kernel/task.ts'
import type { TaskWriter } from '../../kernel/task-writer.ts'
import { applyScalar, constantText, roundedTo, sumDType } from '../../scalar/operations.ts'
import { placeText, pointOf } from '../places.ts'

/** The operation of each reduction. */
const steps: Record<ReductionName, ScalarName> = { reduceSum: 'add', reduceProd: 'mul', reduceMax: 'max', reduceMin: 'min' }

/** Least and greatest numbers. */
const bounds: Record<DType, readonly [number, number]> = {
  bool: [0, 1],
  int8: [-128, 127],
  uint8: [0, 255],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  float16: [-Infinity, Infinity],
  float32: [-Infinity, Infinity],
  float64: [-Infinity, Infinity],
}

/** What a reduction begins with. */
const firstOf = (name: ReductionName, dtype: DType): number =>
  ({ reduceSum: 0, reduceProd: 1, reduceMax: bounds[dtype][0], reduceMin: bounds[dtype][1] })[name]

/** Sums of more terms are sums of sums, so that they stay precise. */
const blockTerms = 64

/** A body being written: instructions that need no reduced loop, and one loop for each round of reductions. */
class LoopBody {
  readonly #code: TaskWriter
  readonly #kernel: LoopKernel
  readonly #done = new Map<InstructionId, string>()

  /** Whether each instruction changes with the reduced loops. */
  readonly #inner: readonly boolean[]

  constructor(code: TaskWriter, kernel: LoopKernel) {
    this.#code = code
    this.#kernel = kernel
    const inner: boolean[] = []
    for (const instruction of kernel.body) {
      if (instruction.op === 'load' || instruction.op === 'index') inner.push(instruction.at.strides.length > kernel.kept)
      else inner.push(instruction.op === 'apply' && instruction.operands.some((operand) => inner[operand]!))
    }
    this.#inner = inner
  }

  #value(id: InstructionId, indices: readonly string[], scope: Map<InstructionId, string>): string {
    const known = this.#done.get(id) ?? scope.get(id)
    if (known !== undefined) return known
    const instruction = this.#kernel.body[id]!
    const code = this.#code
    const make = (): string => {
      switch (instruction.op) {
        case 'load':
          return code.let(code.load(instruction.operand, instruction.dtype, placeText(instruction.at, indices)))
        case 'constant':
          return constantText(code, instruction.value, instruction.dtype)
        case 'index':
          return code.let(applyScalar(code, 'cast', [`(${placeText(instruction.at, indices)})`], 'int32', instruction.dtype))
        case 'apply': {
          const operands = instruction.operands.map((operand) => this.#value(operand, indices, scope))
          const from = this.#kernel.body[instruction.operands.at(-1)!]!.dtype
          return code.let(applyScalar(code, instruction.primitive, operands, from, instruction.dtype))
        }
        default:
          throw new Error('internal: webgpu: a loop reads a sum before it is there')
      }
    }
    const text = make()
    ;(this.#inner[id]! ? scope : this.#done).set(id, text)
    return text
  }

  #reduce(id: InstructionId, kept: readonly string[]): void {
    const instruction = this.#kernel.body[id]!
    if (instruction.op !== 'reduce') return
    const code = this.#code
    const { dtype, primitive, operand } = instruction
    const sum = code.name('r')
    // What does not change with the reduced loops is computed before them.
    this.#hoist(operand, kept)
    const first = (): string => constantText(code, firstOf(primitive, dtype), dtype)
    const inner = sumDType(dtype)
    const joined = (a: string, b: string): string => applyScalar(code, steps[primitive], [a, b], inner, inner)
    code.line(`var ${sum} = ${first()};`)
    const extents = this.#kernel.extents.slice(this.#kernel.kept)
    const terms = sizeOf(extents)
    const block = code.name('block')
    code.loop({ to: String(terms), step: String(blockTerms) }, (start) => {
      code.line(`var ${block} = ${first()};`)
      code.loop({ from: start, to: `min(${start} + ${blockTerms}, ${terms})` }, (flat) => {
        const value = this.#value(operand, [...kept, ...pointOf(code, flat, extents)], new Map())
        code.line(`${block} = ${joined(block, value)};`)
      })
      code.line(`${sum} = ${joined(sum, block)};`)
    })
    this.#done.set(id, inner === dtype ? sum : code.let(roundedTo(code, sum, dtype)))
  }

  #hoist(id: InstructionId, kept: readonly string[], seen = new Set<InstructionId>()): void {
    if (seen.has(id)) return
    seen.add(id)
    const instruction = this.#kernel.body[id]!
    if (!this.#inner[id]!) {
      if (instruction.op !== 'reduce') this.#value(id, kept, new Map())
      return
    }
    if (instruction.op === 'apply') for (const operand of instruction.operands) this.#hoist(operand, kept, seen)
  }

  #over(kept: readonly string[], body: (indices: readonly string[]) => void): void {
    const extents = this.#kernel.extents.slice(this.#kernel.kept)
    this.#code.loop({ to: String(sizeOf(extents)) }, (flat) => body([...kept, ...pointOf(this.#code, flat, extents)]))
  }

  write(kept: readonly string[]): void {
    this.#kernel.body.forEach((_, id) => this.#reduce(id, kept))
    // All that the point needs is loaded before anything is stored where only this point looks: results may lie on operands.
    for (const { instruction } of this.#kernel.stores) this.#hoist(instruction, kept)
    const late: (() => void)[] = []
    for (const { result, dtype, instruction, at } of this.#kernel.stores) {
      const store = (indices: readonly string[]): void =>
        this.#code.store(result, dtype, placeText(at, indices), this.#value(instruction, indices, new Map()))
      if (at.strides.length > this.#kernel.kept || this.#inner[instruction]!) this.#over(kept, store)
      else late.push(() => store(kept))
    }
    for (const store of late) store()
  }
}

/** Lowers a loop kernel. */
export function lowerLoop(kernel: LoopKernel, site: Omit<Site, 'attributes'>): Lowered {
  const extents = kernel.extents.slice(0, kernel.kept)
  const points = kernel.extents.includes(0) && sizeOf(extents) === 0 ? 0 : sizeOf(extents)
  return {
    tasks: [
      {
        name: `loop ${kernel.extents.join('x')}`,
        reads: operandsOf(site),
        writes: resultsOf(site),
        workgroups: groupsFor(points),
        inPlace: (write, read) => mayOverwrite(kernel, write, read),
        emit: (code) => {
          const flat = code.let(`group * ${workgroupSize} + lane`, 'at')
          code.line(`if (${flat} >= ${points}) { return; }`)
          new LoopBody(code, kernel).write(pointOf(code, flat, extents))
        },
      },
    ],
  }
}
