/** The body of a loop kernel in the making: rounds of reductions, then what is stored. */
import type { Instruction, InstructionId, LoopKernel } from '@neurite/compiler'
import { type DType, InternalError, sizeOf } from '@neurite/core'
import { scalarOf, type TaskWriter } from '../../kernel/task-writer.ts'
import { applyScalar, constantText, roundedTo, sumDType } from '../../scalar/operations.ts'
import { placeText, pointOf } from '../places.ts'
import { firstOf, stepOf } from './reductions.ts'

type Reduction = Extract<Instruction, { readonly op: 'reduce' }>

/** Sums of more terms are sums of sums, so that they stay precise. */
const blockTerms = 32

/** Who shares a point's terms. */
export interface Team {
  /** Invocations that share: one, unless a workgroup does. */
  readonly size: number
  /** The terms that are theirs, as expressions: from, to. */
  readonly from: string
  readonly to: string
}

/** Partial results that an earlier task left, `[chunks, points]` for each reduction. */
export interface Partials {
  readonly chunks: number
  readonly points: number
  /** The number of the point. */
  readonly point: string
  /** Where a reduction's are among what the task reads. */
  readonly slotOf: (id: InstructionId) => number
}

export class LoopBody {
  readonly #code: TaskWriter
  readonly #kernel: LoopKernel
  readonly #team: Team
  readonly #extents: readonly number[]
  readonly #done = new Map<InstructionId, string>()
  /** Whether each instruction changes with the reduced loops. */
  readonly #inner: readonly boolean[]

  constructor(code: TaskWriter, kernel: LoopKernel, team?: Team) {
    this.#code = code
    this.#kernel = kernel
    this.#extents = kernel.extents.slice(kernel.kept)
    this.#team = team ?? { size: 1, from: '0', to: String(sizeOf(this.#extents)) }
    const inner: boolean[] = []
    for (const instruction of kernel.body) {
      if (instruction.op === 'load' || instruction.op === 'index') inner.push(instruction.at.strides.length > kernel.kept)
      else inner.push(instruction.op === 'apply' && instruction.operands.some((operand) => inner[operand]!))
    }
    this.#inner = inner
  }

  /** Reduces, and stores what the kernel stores. */
  write(kept: readonly string[]): void {
    for (const round of this.#rounds()) this.#reduce(round, kept)
    this.#store(kept)
  }

  /** Reduces the team's terms only, and hands the results over. */
  writePartials(kept: readonly string[], store: (id: InstructionId, dtype: DType, value: string) => void): void {
    for (const round of this.#rounds()) {
      this.#accumulate(round, kept).forEach((value, i) => {
        const { dtype } = this.#reduction(round[i]!)
        store(round[i]!, sumDType(dtype), value)
      })
    }
  }

  /** Finishes what earlier tasks have begun. */
  writeFromPartials(kept: readonly string[], { chunks, points, point, slotOf }: Partials): void {
    const code = this.#code
    for (const id of this.#rounds().flat()) {
      const reduction = this.#reduction(id)
      const sum = this.#start(reduction)
      code.loop({ to: String(chunks) }, (chunk) => {
        const part = code.load(slotOf(id), sumDType(reduction.dtype), `${chunk} * ${points} + ${point}`)
        code.line(`${sum} = ${this.#join(reduction, sum, part)};`)
      })
      this.#finish(id, sum)
    }
    this.#store(kept)
  }

  #reduction(id: InstructionId): Reduction {
    const instruction = this.#kernel.body[id]!
    if (instruction.op !== 'reduce') throw new InternalError('webgpu: a round of reductions holds something else')
    return instruction
  }

  /** Reductions that do not need one another are done together. */
  #rounds(): InstructionId[][] {
    const levels: number[] = []
    const rounds: InstructionId[][] = []
    this.#kernel.body.forEach((instruction, id) => {
      const operands =
        instruction.op === 'apply' ? instruction.operands : instruction.op === 'reduce' ? [instruction.operand] : []
      const level = Math.max(0, ...operands.map((operand) => levels[operand]!))
      levels.push(instruction.op === 'reduce' ? level + 1 : level)
      if (instruction.op === 'reduce') (rounds[level] ??= []).push(id)
    })
    return rounds
  }

  #value(id: InstructionId, indices: readonly string[], scope: Map<InstructionId, string>): string {
    const known = this.#done.get(id) ?? scope.get(id)
    if (known !== undefined) return known
    const text = this.#make(this.#kernel.body[id]!, indices, scope)
    ;(this.#inner[id]! ? scope : this.#done).set(id, text)
    return text
  }

  #make(instruction: Instruction, indices: readonly string[], scope: Map<InstructionId, string>): string {
    const code = this.#code
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
        throw new InternalError('webgpu: a loop reads a sum before it is there')
    }
  }

  #start({ primitive, dtype }: Reduction, hint = 'r'): string {
    const name = this.#code.name(hint)
    this.#code.line(`var ${name} = ${constantText(this.#code, firstOf(primitive, dtype), dtype)};`)
    return name
  }

  #join({ primitive, dtype }: Reduction, a: string, b: string): string {
    return applyScalar(this.#code, stepOf[primitive], [a, b], sumDType(dtype), sumDType(dtype))
  }

  #finish(id: InstructionId, sum: string): void {
    const { dtype } = this.#reduction(id)
    this.#done.set(id, sumDType(dtype) === dtype ? sum : this.#code.let(roundedTo(this.#code, sum, dtype)))
  }

  #reduce(round: readonly InstructionId[], kept: readonly string[]): void {
    this.#accumulate(round, kept).forEach((sum, i) => this.#finish(round[i]!, sum))
  }

  /** Goes over the terms once for all reductions of a round; in the end all of the team have the results. */
  #accumulate(round: readonly InstructionId[], kept: readonly string[]): string[] {
    const code = this.#code
    const reductions = round.map((id) => this.#reduction(id))
    // What does not change with the reduced loops is computed before them.
    const seen = new Set<InstructionId>()
    for (const { operand } of reductions) this.#hoist(operand, kept, seen)
    const sums = reductions.map((reduction) => this.#start(reduction))
    const { size, from, to } = this.#team
    const block = String(blockTerms * size)
    code.loop({ from, to, step: block }, (start) => {
      const blocks = reductions.map((reduction) => this.#start(reduction, 'block'))
      const first = size === 1 ? start : `${start} + lane`
      code.loop({ from: first, to: `min(${start} + ${block}, ${to})`, step: String(size) }, (flat) => {
        const indices = [...kept, ...pointOf(code, flat, this.#extents)]
        const scope = new Map<InstructionId, string>()
        reductions.forEach((reduction, i) => {
          const value = this.#value(reduction.operand, indices, scope)
          code.line(`${blocks[i]} = ${this.#join(reduction, blocks[i]!, value)};`)
        })
      })
      reductions.forEach((reduction, i) => code.line(`${sums[i]} = ${this.#join(reduction, sums[i]!, blocks[i]!)};`))
    })
    return size === 1 ? sums : reductions.map((reduction, i) => this.#combine(reduction, sums[i]!, size))
  }

  /** Adds up what the invocations of a workgroup have, as a tree. */
  #combine(reduction: Reduction, sum: string, size: number): string {
    const code = this.#code
    const shared = code.share(`array<${scalarOf(reduction.dtype)}, ${size}>`)
    code.line(`${shared}[lane] = ${sum};`)
    code.barrier()
    for (let half = size / 2; half >= 1; half /= 2) {
      code.line(
        `if (lane < ${half}) { ${shared}[lane] = ${this.#join(reduction, `${shared}[lane]`, `${shared}[lane + ${half}]`)}; }`,
      )
      code.barrier()
    }
    return code.let(`${shared}[0]`, 'sum')
  }

  #hoist(id: InstructionId, kept: readonly string[], seen: Set<InstructionId>): void {
    if (seen.has(id)) return
    seen.add(id)
    const instruction = this.#kernel.body[id]!
    if (!this.#inner[id]!) {
      if (instruction.op !== 'reduce') this.#value(id, kept, new Map())
      return
    }
    if (instruction.op === 'apply') for (const operand of instruction.operands) this.#hoist(operand, kept, seen)
  }

  #store(kept: readonly string[]): void {
    const code = this.#code
    const { size, from, to } = this.#team
    // All that the point needs is loaded before anything is stored where only this point looks: results may lie on operands.
    const seen = new Set<InstructionId>()
    for (const { instruction } of this.#kernel.stores) this.#hoist(instruction, kept, seen)
    const late: (() => void)[] = []
    for (const { result, dtype, instruction, at } of this.#kernel.stores) {
      const store = (indices: readonly string[]): void =>
        code.store(result, dtype, placeText(at, indices), this.#value(instruction, indices, new Map()))
      if (at.strides.length <= this.#kernel.kept && !this.#inner[instruction]!) late.push(() => store(kept))
      else {
        const first = size === 1 ? from : `${from} + lane`
        code.loop({ from: first, to, step: String(size) }, (flat) => store([...kept, ...pointOf(code, flat, this.#extents)]))
      }
    }
    if (late.length === 0) return
    const storeAll = (): void => {
      for (const store of late) store()
    }
    if (size === 1) return storeAll()
    code.line('storageBarrier();')
    code.block('if (lane == 0)', storeAll)
  }
}
