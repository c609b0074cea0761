/** What becomes of a product's sums on their way to memory, vector by vector of a tile. */
import { type Affine, type Instruction, type InstructionId, type ProductKernel, strideAlong } from '@neurite/compiler'
import { type DType, InternalError } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { elementOf } from '../element.ts'
import type { Lane } from '../lane/lane.ts'
import { fitsLanes } from '../lane/vector-lane.ts'
import { operandsOf } from '../loop/levels.ts'
import { movedPointer } from '../view.ts'

/** A pointer into an operand or a result, at the first cell of the tile. */
export interface Walker {
  readonly pointer: Local
  /** Bytes per index of each loop of the kernel. */
  readonly strides: readonly number[]
}

/** The cell of a tile: its row, and its column counted in lanes' widths. */
interface Cell {
  readonly row: number
  readonly column: number
}

/** Whether the tiles' code can run the body. */
export const fitsTiles = ({ body, stores }: ProductKernel): boolean =>
  body.every(
    (instruction) =>
      fitsLanes(instruction.dtype) &&
      instruction.op !== 'index' &&
      instruction.op !== 'reduce' &&
      (instruction.op !== 'load' || instruction.at.strides.every((stride) => stride >= 0)),
  ) && stores.every(({ dtype, at }) => fitsLanes(dtype) && at.strides.every((stride) => stride >= 0))

/** Emits the body of a kernel for the cells of tiles. */
export class Epilogue {
  readonly walkers: readonly Walker[]
  readonly #code: FunctionBuilder
  readonly #kernel: ProductKernel
  readonly #loads: ReadonlyMap<InstructionId, Walker>
  readonly #stores: readonly Walker[]
  /** Whether an instruction differs between rows, and between columns. */
  readonly #uses: readonly { readonly row: boolean; readonly column: boolean }[]

  /** A local: whether sums start with what the first result holds; without it they start at 0. */
  readonly #adds: Local | undefined

  constructor(
    code: FunctionBuilder,
    kernel: ProductKernel,
    operands: readonly Local[],
    results: readonly Local[],
    adds: Local | undefined,
  ) {
    this.#adds = adds
    this.#code = code
    this.#kernel = kernel
    const walkers = new Map<string, Walker>()
    const walkerOf = (base: Local, { strides }: Affine, dtype: DType): Walker => {
      const { sizeBytes } = elementOf(dtype)
      const key = `${base}:${sizeBytes}:${strides.join()}`
      const known = walkers.get(key)
      if (known) return known
      const walker = {
        pointer: movedPointer(code, base),
        strides: kernel.extents.map((_, axis) => (strides[axis] ?? 0) * sizeBytes),
      }
      walkers.set(key, walker)
      return walker
    }
    this.#loads = new Map(
      kernel.body.flatMap((instruction, id) =>
        instruction.op === 'load'
          ? [[id, walkerOf(operands[instruction.operand]!, instruction.at, instruction.dtype)] as const]
          : [],
      ),
    )
    this.#stores = kernel.stores.map(({ result, at, dtype }) => walkerOf(results[result]!, at, dtype))
    this.walkers = [...walkers.values()]
    this.#uses = this.#usesOf()
  }

  #usesOf(): { row: boolean; column: boolean }[] {
    const { body, rows, columns, extents } = this.#kernel
    const uses: { row: boolean; column: boolean }[] = []
    for (const instruction of body) {
      const operands = operandsOf(instruction).map((id) => uses[id]!)
      const along = (first: number, end: number): boolean =>
        instruction.op === 'load' && first < end && first >= rows && strideAlong(instruction.at, first) !== 0
      const isProduct = instruction.op === 'product'
      uses.push({
        row: isProduct || along(columns - 1, columns) || operands.some(({ row }) => row),
        column: isProduct || along(columns, extents.length) || operands.some(({ column }) => column),
      })
    }
    return uses
  }

  /** Gives the sums of a tile the values that they start with. */
  start(lane: Lane, sums: readonly (readonly Local[])[]): void {
    sums.forEach((line, row) =>
      line.forEach((sum, column) => {
        if (this.#adds !== undefined) {
          const [{ at, dtype }, walker] = [this.#kernel.stores[0]!, this.#stores[0]!]
          lane.load(
            this.#code,
            dtype,
            walker.pointer,
            this.#offset(lane, { row, column }, walker, at, dtype),
            this.#laneStride(walker),
          )
        }
        lane.literal(this.#code, 'float32', 0)
        if (this.#adds !== undefined) this.#code.get(this.#adds).op('select')
        this.#code.set(sum)
      }),
    )
  }

  /**
   * Emits a tile's cells.
   *
   * @param sums - the locals of the finished sums, by row, then by column in lanes' widths
   */
  emit(lane: Lane, sums: readonly (readonly Local[])[]): void {
    const known = new Map<string, Local>()
    sums.forEach((line, row) => line.forEach((_, column) => this.#cell(lane, { row, column }, sums, known)))
  }

  #cell(lane: Lane, cell: Cell, sums: readonly (readonly Local[])[], known: Map<string, Local>): void {
    const { body, stores } = this.#kernel
    const locals: Local[] = []
    body.forEach((instruction, id) => {
      const { row, column } = this.#uses[id]!
      const key = `${id}:${row ? cell.row : ''}:${column ? cell.column : ''}`
      let local = known.get(key)
      if (local === undefined) {
        local = instruction.op === 'product' ? sums[cell.row]![cell.column]! : this.#run(lane, cell, instruction, id, locals)
        known.set(key, local)
      }
      locals.push(local)
    })
    stores.forEach(({ at, dtype, instruction }, i) => {
      const walker = this.#stores[i]!
      lane.store(
        this.#code,
        dtype,
        walker.pointer,
        locals[instruction]!,
        this.#offset(lane, cell, walker, at, dtype),
        this.#laneStride(walker),
      )
    })
  }

  #run(lane: Lane, cell: Cell, instruction: Instruction, id: InstructionId, locals: readonly Local[]): Local {
    const code = this.#code
    const { dtype } = instruction
    if (instruction.op === 'load') {
      const walker = this.#loads.get(id)!
      lane.load(code, dtype, walker.pointer, this.#offset(lane, cell, walker, instruction.at, dtype), this.#laneStride(walker))
    } else if (instruction.op === 'constant') lane.literal(code, dtype, instruction.value)
    else if (instruction.op === 'apply') {
      const operands = instruction.operands.map((operand) => ({
        local: locals[operand]!,
        dtype: this.#kernel.body[operand]!.dtype,
      }))
      lane.apply(code, instruction.primitive, operands, dtype)
    } else throw new InternalError(`wasm: ${instruction.op} is no instruction of a tile`)
    const local = code.local(lane.type(dtype))
    code.set(local)
    return local
  }

  #laneStride({ strides }: Walker): number {
    return strides[this.#kernel.columns] ?? 0
  }

  #offset(lane: Lane, { row, column }: Cell, { strides }: Walker, { offset }: Affine, dtype: DType): number {
    const { rows, columns } = this.#kernel
    const down = columns > rows ? row * strides[columns - 1]! : 0
    return offset * elementOf(dtype).sizeBytes + down + column * lane.width * (strides[columns] ?? 0)
  }
}
