/** Emits loop kernels: a nest over the kept loops, and inside it as many passes over the reduced loops as reductions need. */
import { type Affine, type Instruction, type InstructionId, type LoopKernel, type Store, strideAlong } from '@neurite/compiler'
import { type DType, sizeOf } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { elementOf } from '../element.ts'
import type { Lane } from '../lane/lane.ts'
import { scalarLane } from '../lane/scalar-lane.ts'
import { splat, vectorLane } from '../lane/vector-lane.ts'
import { advance, type Count, skipTo, stretchOf, walkCounted } from '../nest.ts'
import { movedPointer } from '../view.ts'
import { type Accumulator, foldingAccumulator, scalarAccumulator, vectorAccumulator } from './accumulator.ts'
import { vectorAxisOf } from './choose-axis.ts'
import { type Levels, levelsOf, operandsOf } from './levels.ts'
import { goalsOf, isFullStore, keptRows, neededIn, slotBytes } from './passes.ts'
import { taskSizeOf } from './tasks.ts'

/** Addresses of a kernel's operands, results and scratch, and the tasks to run. */
export interface Addresses {
  readonly operands: readonly Local[]
  readonly results: readonly Local[]
  readonly scratch: Local | undefined
  readonly range: { readonly first: Local; readonly last: Local } | undefined
}

/** A pointer that the loops move. */
interface Walker {
  readonly pointer: Local
  /** Bytes of the access's offset that the pointer holds already. */
  readonly start: number
  /** Bytes per index of each loop. */
  readonly strides: readonly number[]
}

/** A stretch of a loop, in one lane: `count` steps, each as wide as the lane where the loop is the vectors'. */
interface Part {
  readonly lane: Lane
  /** Index of its first element, where that is known. */
  readonly start: number | undefined
  readonly count: Count
}

class LoopEmitter {
  readonly #code: FunctionBuilder
  readonly #kernel: LoopKernel
  readonly #levels: Levels
  readonly #addresses: Addresses
  readonly #walkers = new Map<string, Walker>()
  readonly #counters: (Local | undefined)[] = []
  readonly #vectorAxis: number | undefined
  readonly #rows: ReadonlyMap<InstructionId, Walker>
  /** Locals of the instructions that have run, by lane. */
  readonly #cells = new Map<Lane, Map<InstructionId, Local>>([
    [scalarLane, new Map()],
    [vectorLane, new Map()],
  ])

  constructor(code: FunctionBuilder, kernel: LoopKernel, addresses: Addresses) {
    this.#code = code
    this.#kernel = kernel
    this.#levels = levelsOf(kernel)
    this.#addresses = addresses
    this.#vectorAxis = code.hasVectors ? vectorAxisOf(kernel) : undefined
    for (const instruction of kernel.body) {
      if (instruction.op === 'load') this.#walkerOf(addresses.operands[instruction.operand]!, instruction.at, instruction.dtype)
    }
    for (const { result, at, dtype } of kernel.stores) this.#walkerOf(addresses.results[result]!, at, dtype)
    this.#rows = this.#makeRows()
    kernel.extents.forEach((_, axis) => {
      const isUsed = kernel.body.some((instruction) => instruction.op === 'index' && strideAlong(instruction.at, axis) !== 0)
      this.#counters.push(isUsed ? code.local('i32') : undefined)
    })
  }

  /**
   * Accesses that move alike share a pointer; what differs is an offset in the instruction. One that moves backwards starts at
   * its offset: no pointer may ever stand before address 0.
   */
  #walkerOf(base: Local, { strides, offset }: Affine, dtype: DType): Walker {
    const { sizeBytes } = elementOf(dtype)
    const start = strides.some((stride) => stride < 0) ? offset * sizeBytes : 0
    const key = `${base}:${sizeBytes}:${start}:${strides.join()}`
    const known = this.#walkers.get(key)
    if (known) return known
    const bytes = this.#kernel.extents.map((_, axis) => (strides[axis] ?? 0) * sizeBytes)
    const walker = { pointer: movedPointer(this.#code, base, start), start, strides: bytes }
    this.#walkers.set(key, walker)
    return walker
  }

  #makeRows(): Map<InstructionId, Walker> {
    const { extents, kept } = this.#kernel
    const rows = new Map<InstructionId, Walker>()
    let offset = 0
    for (const id of keptRows(this.#kernel)) {
      const isInner = this.#vectorAxis !== undefined && this.#vectorAxis >= kept
      const slot = isInner ? 4 : slotBytes
      const strides = extents.map((_, axis) => (axis < kept ? 0 : sizeOf(extents.slice(axis + 1)) * slot))
      rows.set(id, { pointer: movedPointer(this.#code, this.#addresses.scratch!, offset), start: 0, strides })
      offset += sizeOf(extents.slice(kept)) * slotBytes
    }
    return rows
  }

  emit(): void {
    const { extents, kept } = this.#kernel
    if (extents.slice(0, kept).includes(0)) return
    this.#level(scalarLane, 0)
    this.#keptLoop(0, scalarLane)
  }

  /** The parts of the outermost loop that the tasks in range cover; the pointers are moved to the first. */
  #rangeParts(range: { readonly first: Local; readonly last: Local }): Part[] {
    const code = this.#code
    const { start, count } = stretchOf(code, range, taskSizeOf(this.#kernel)!, this.#kernel.extents[0]!)
    skipTo(
      code,
      start,
      [...this.#walkers.values()].map(({ pointer, strides }) => ({ pointer, stride: strides[0]! })),
    )
    const index = this.#counters[0]
    if (index !== undefined) code.get(start).set(index)
    if (this.#vectorAxis !== 0) return [{ lane: scalarLane, start: undefined, count: { local: count } }]
    const [vectors, rest] = [code.local('i32'), code.local('i32')]
    code.get(count).i32(2).op('i32.shr_u').set(vectors)
    code.get(count).i32(3).op('i32.and').set(rest)
    return [
      { lane: vectorLane, start: undefined, count: { local: vectors } },
      { lane: scalarLane, start: undefined, count: { local: rest } },
    ]
  }

  /** Runs the instructions of one depth outside of all passes. */
  #level(lane: Lane, depth: number): void {
    const { body, kept } = this.#kernel
    const { depth: depths, phase } = this.#levels
    if (depth > kept) return
    body.forEach((instruction, id) => {
      if (depths[id] === depth && phase[id] === 0 && instruction.op !== 'reduce') this.#run(lane, id)
    })
  }

  #partsOf(axis: number, lane: Lane): Part[] {
    const extent = this.#kernel.extents[axis]!
    if (axis !== this.#vectorAxis) return [{ lane, start: 0, count: extent }]
    const vectors = Math.floor(extent / vectorLane.width)
    const parts: { lane: Lane; start: number; count: number }[] = [
      { lane: vectorLane, start: 0, count: vectors },
      { lane: scalarLane, start: vectors * vectorLane.width, count: extent - vectors * vectorLane.width },
    ]
    return parts.filter(({ count }) => count > 0)
  }

  #keptLoop(axis: number, lane: Lane): void {
    if (axis === this.#kernel.kept) return this.#point(lane)
    const { range } = this.#addresses
    const isCut = axis === 0 && range !== undefined
    const parts = isCut ? this.#rangeParts(range) : this.#partsOf(axis, lane)
    for (const part of parts) {
      const outer = this.#save()
      if (part.lane !== lane)
        this.#enterVector(
          axis,
          this.#kernel.body.map((_, id) => id),
        )
      this.#loop(axis, part, [...this.#walkers.values()], () => {
        this.#level(part.lane, axis + 1)
        this.#keptLoop(axis + 1, part.lane)
      })
      this.#restore(outer)
    }
    if (!isCut) this.#rewind(axis, [...this.#walkers.values()])
  }

  /** One stretch of a loop; the pointers stay behind it. */
  #loop(axis: number, { lane, start, count }: Part, walkers: readonly Walker[], body: () => void): void {
    const code = this.#code
    const index = this.#counters[axis]
    const moves = walkers.filter(({ strides }) => strides[axis] !== 0)
    const width = axis === this.#vectorAxis ? lane.width : 1
    const step = (): void => {
      body()
      for (const { pointer, strides } of moves) advance(code, pointer, strides[axis]! * width)
      if (index !== undefined) advance(code, index, width)
    }
    if (index !== undefined && start !== undefined) code.i32(start).set(index)
    if (count === 1) return step()
    walkCounted(code, count, [], step)
  }

  #rewind(axis: number, walkers: readonly Walker[]): void {
    const extent = this.#kernel.extents[axis]!
    for (const { pointer, strides } of walkers) advance(this.#code, pointer, -extent * strides[axis]!)
  }

  #point(lane: Lane): void {
    const { body, kept, stores } = this.#kernel
    const { depth, phase, passes } = this.#levels
    const between = (pass: number): void => {
      body.forEach((instruction, id) => {
        if (pass > 0 && depth[id]! <= kept && phase[id] === pass && instruction.op !== 'reduce') this.#run(lane, id)
      })
    }
    for (let pass = 0; pass < passes; pass++) {
      between(pass)
      this.#pass(lane, pass)
    }
    between(passes)
    for (const store of stores) if (!isFullStore(this.#kernel, this.#levels, store)) this.#store(lane, store)
  }

  /** Goes over the reduced loops once. */
  #pass(lane: Lane, pass: number): void {
    const { body, kept, extents } = this.#kernel
    const goals = goalsOf(this.#kernel, this.#levels, pass)
    const isKnown = (id: InstructionId): boolean => this.#rows.has(id) && this.#firstPass(id) < pass
    const needed = neededIn(this.#kernel, this.#levels, pass, isKnown)
    const folds = this.#vectorAxis !== undefined && this.#vectorAxis >= kept
    const accumulators = goals.reductions.map((id) => this.#accumulatorOf(lane, id, folds))
    for (const { vector, rest } of accumulators) {
      if (folds) vector.start()
      rest.start()
    }
    const walkers = this.#walkersOf(needed, goals.stores)
    const inside = (inner: Lane): void => {
      goals.reductions.forEach((id, i) => {
        const value = this.#cell(inner, operandsOf(body[id]!)[0]!)
        const { vector, rest } = accumulators[i]!
        if (inner === lane) rest.add(value)
        else vector.add(value)
      })
      for (const store of goals.stores) this.#store(inner, store)
    }
    const outer = this.#save()
    if (!extents.slice(kept).includes(0)) this.#reducedLoop(kept, lane, needed, walkers, isKnown, inside)
    this.#restore(outer)
    goals.reductions.forEach((id, i) => {
      const { fold, rest } = accumulators[i]!
      if (folds) fold()
      rest.finish()
      this.#keep(lane, id)
    })
  }

  #firstPass(id: InstructionId): number {
    for (let pass = 0; pass < this.#levels.passes; pass++) {
      if (neededIn(this.#kernel, this.#levels, pass, () => false).includes(id)) return pass
    }
    return this.#levels.passes
  }

  #accumulatorOf(
    lane: Lane,
    id: InstructionId,
    folds: boolean,
  ): { readonly vector: Accumulator; readonly rest: Accumulator; readonly fold: () => void } {
    const instruction = this.#kernel.body[id]!
    if (instruction.op !== 'reduce') throw new Error('internal: wasm: no reduction')
    const { primitive, dtype } = instruction
    if (folds) return foldingAccumulator(this.#code, primitive, dtype)
    const make = lane === vectorLane ? vectorAccumulator : scalarAccumulator
    const only = make(this.#code, primitive, dtype)
    return { vector: only, rest: only, fold: () => {} }
  }

  #walkersOf(needed: readonly InstructionId[], stores: readonly Store[]): Walker[] {
    const walkers = new Set<Walker>()
    for (const id of needed) {
      const instruction = this.#kernel.body[id]!
      if (instruction.op === 'load') walkers.add(this.#loadWalker(instruction))
      const row = this.#rows.get(id)
      if (row) walkers.add(row)
    }
    for (const { result, at, dtype } of stores) walkers.add(this.#walkerOf(this.#addresses.results[result]!, at, dtype))
    return [...walkers]
  }

  #loadWalker({ operand, at, dtype }: Instruction & { op: 'load' }): Walker {
    return this.#walkerOf(this.#addresses.operands[operand]!, at, dtype)
  }

  #reducedLoop(
    axis: number,
    lane: Lane,
    needed: readonly InstructionId[],
    walkers: readonly Walker[],
    isKnown: (id: InstructionId) => boolean,
    inside: (lane: Lane) => void,
  ): void {
    if (axis === this.#kernel.extents.length) return inside(lane)
    for (const part of this.#partsOf(axis, lane)) {
      const outer = this.#save()
      if (part.lane !== lane) this.#enterVector(axis, needed)
      this.#loop(axis, part, walkers, () => {
        for (const id of needed) {
          if (this.#levels.depth[id] !== axis + 1) continue
          if (isKnown(id)) this.#reload(part.lane, id)
          else this.#run(part.lane, id)
          if (!isKnown(id) && this.#rows.has(id)) this.#spill(part.lane, id)
        }
        this.#reducedLoop(axis + 1, part.lane, needed, walkers, isKnown, inside)
      })
      this.#restore(outer)
    }
    this.#rewind(axis, walkers)
  }

  /** Spreads over lanes what was computed outside of a loop and is used in it. */
  #enterVector(axis: number, inside: readonly InstructionId[]): void {
    const { body, stores } = this.#kernel
    const isDeeper = (id: InstructionId): boolean => this.#levels.depth[id]! > axis
    const used = new Set([
      ...inside.filter((id) => isDeeper(id) || body[id]!.op === 'reduce').flatMap((id) => operandsOf(body[id]!)),
      ...this.#laterUses(inside),
      ...stores.map(({ instruction }) => instruction),
    ])
    for (const id of used) {
      const scalar = this.#cells.get(scalarLane)!.get(id)
      if (scalar === undefined || this.#cells.get(vectorLane)!.has(id)) continue
      splat(this.#code, { local: scalar, dtype: body[id]!.dtype })
      this.#keep(vectorLane, id)
    }
  }

  /** Operands of what runs after a reduction inside the loop. */
  #laterUses(inside: readonly InstructionId[]): InstructionId[] {
    return inside.filter((id) => this.#levels.phase[id]! > 0).flatMap((id) => operandsOf(this.#kernel.body[id]!))
  }

  #cell(lane: Lane, id: InstructionId): Local {
    const local = this.#cells.get(lane)!.get(id)
    if (local !== undefined) return local
    // A reduction's operand may be computed outside of the loops that it runs over.
    const scalar = this.#cells.get(scalarLane)!.get(id)
    if (scalar === undefined || lane === scalarLane) throw new Error(`internal: wasm: instruction ${id} was not computed`)
    splat(this.#code, { local: scalar, dtype: this.#kernel.body[id]!.dtype })
    return this.#keep(lane, id)
  }

  /** Puts what is on the stack into a local of the instruction. */
  #keep(lane: Lane, id: InstructionId): Local {
    const local = this.#code.local(lane.type(this.#kernel.body[id]!.dtype))
    this.#code.set(local)
    this.#cells.get(lane)!.set(id, local)
    return local
  }

  #save(): Map<Lane, Map<InstructionId, Local>> {
    return new Map([...this.#cells].map(([lane, cells]) => [lane, new Map(cells)]))
  }

  #restore(saved: ReadonlyMap<Lane, Map<InstructionId, Local>>): void {
    for (const [lane, cells] of saved) this.#cells.set(lane, cells)
  }

  #run(lane: Lane, id: InstructionId): void {
    const code = this.#code
    const instruction = this.#kernel.body[id]!
    const { dtype } = instruction
    if (instruction.op === 'load') {
      const walker = this.#loadWalker(instruction)
      lane.load(code, dtype, walker.pointer, this.#offsetIn(walker, instruction.at, dtype), this.#laneStride(walker))
    } else if (instruction.op === 'constant') lane.literal(code, dtype, instruction.value)
    else if (instruction.op === 'index') this.#index(lane, instruction)
    else if (instruction.op === 'apply') {
      const operands = instruction.operands.map((operand) => ({
        local: this.#cell(lane, operand),
        dtype: this.#kernel.body[operand]!.dtype,
      }))
      lane.apply(code, instruction.primitive, operands, dtype)
    } else throw new Error(`internal: wasm: ${instruction.op} is no instruction of a loop`)
    this.#keep(lane, id)
  }

  #laneStride({ strides }: Walker): number {
    return this.#vectorAxis === undefined ? 0 : strides[this.#vectorAxis]!
  }

  #offsetIn({ start }: Walker, { offset }: Affine, dtype: DType): number {
    return offset * elementOf(dtype).sizeBytes - start
  }

  #index(lane: Lane, { at, dtype }: Instruction & { op: 'index' }): void {
    const code = this.#code
    const value = code.local('i32')
    code.i32(at.offset)
    at.strides.forEach((stride, axis) => {
      if (stride !== 0) code.get(this.#counters[axis]!).i32(stride).op('i32.mul', 'i32.add')
    })
    code.set(value)
    lane.index(code, dtype, value, this.#vectorAxis === undefined ? 0 : strideAlong(at, this.#vectorAxis))
  }

  #store(lane: Lane, { result, dtype, instruction, at }: Store): void {
    const value = this.#cell(lane, instruction)
    const walker = this.#walkerOf(this.#addresses.results[result]!, at, dtype)
    lane.store(this.#code, dtype, walker.pointer, value, this.#offsetIn(walker, at, dtype), this.#laneStride(walker))
  }

  #spill(lane: Lane, id: InstructionId): void {
    lane.spill(this.#code, this.#kernel.body[id]!.dtype, this.#rows.get(id)!.pointer, this.#cell(lane, id))
  }

  #reload(lane: Lane, id: InstructionId): void {
    lane.reload(this.#code, this.#kernel.body[id]!.dtype, this.#rows.get(id)!.pointer)
    this.#keep(lane, id)
  }
}

/** Emits the code of a loop kernel. */
export const emitLoop = (code: FunctionBuilder, kernel: LoopKernel, addresses: Addresses): void =>
  new LoopEmitter(code, kernel, addresses).emit()
