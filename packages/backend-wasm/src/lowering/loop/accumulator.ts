/** What a reduction keeps while it runs: float32 sums and products in float64, rounded once at the end. */
import type { ReductionName } from '@neurite/compiler'
import type { DType } from '@neurite/core'
import type { FunctionBuilder, Local } from '../../assembler/function-builder.ts'
import { elementOf } from '../element.ts'
import { scalarLane, wrapBytes } from '../lane/scalar-lane.ts'
import { vectorLane } from '../lane/vector-lane.ts'
import { operations } from '../operations.ts'

interface Reduction {
  readonly identity: (lowest: number, highest: number) => number
  readonly combine: 'add' | 'mul' | 'max' | 'min'
}

const reductions: Record<ReductionName, Reduction> = {
  reduceSum: { identity: () => 0, combine: 'add' },
  reduceProd: { identity: () => 1, combine: 'mul' },
  reduceMax: { identity: (lowest) => lowest, combine: 'max' },
  reduceMin: { identity: (_, highest) => highest, combine: 'min' },
}

/** Accumulates values of one lane. */
export interface Accumulator {
  readonly start: () => void
  readonly add: (value: Local) => void
  /** Leaves what has been accumulated in the lane's own type. */
  readonly finish: () => void
}

const isWide = (name: ReductionName, dtype: DType): boolean =>
  (name === 'reduceSum' || name === 'reduceProd') && elementOf(dtype).kind === 'float'

const identityOf = (name: ReductionName, dtype: DType): number => {
  const { lowest, highest } = elementOf(dtype)
  return reductions[name].identity(lowest, highest)
}

/** One value at a time; `addWide` takes values of the type that the total has. */
export function scalarAccumulator(
  code: FunctionBuilder,
  name: ReductionName,
  dtype: DType,
): Accumulator & { readonly addWide: (value: Local) => void } {
  const element = elementOf(isWide(name, dtype) ? 'float64' : dtype)
  const promotes = dtype === 'float32' && element.type === 'f64'
  const [total, next] = [code.local(element.type), code.local(element.type)]
  const addWide = (value: Local): void => {
    operations[reductions[name].combine].emit(code, element, total, value)
    code.set(total)
  }
  return {
    start: () => code.constant(element.type, identityOf(name, dtype)).set(total),
    add: (value) => {
      code.get(value)
      if (promotes) code.op('f64.promote_f32')
      code.set(next)
      addWide(next)
    },
    addWide,
    finish: () => {
      code.get(total)
      if (promotes) code.op('f32.demote_f64')
      wrapBytes(code, dtype)
    },
  }
}

/** Two vectors of two float64 each. */
function wideAccumulator(
  code: FunctionBuilder,
  name: ReductionName,
): Accumulator & { readonly fold: (add: (value: Local) => void) => void } {
  const [low, high] = [code.local('v128'), code.local('v128')]
  const operation = name === 'reduceSum' ? 'f64x2.add' : 'f64x2.mul'
  return {
    start: () => {
      for (const half of [low, high]) code.f64(identityOf(name, 'float32')).op('f64x2.splat').set(half)
    },
    add: (value) => {
      code.get(low, value).op('f64x2.promote_low_f32x4', operation).set(low)
      code.get(high, value, value).shuffle(2, 3, 2, 3).op('f64x2.promote_low_f32x4', operation).set(high)
    },
    finish: () => {
      for (const half of [low, high]) code.get(half).op('f32x4.demote_f64x2_zero')
      code.shuffle(0, 1, 4, 5)
    },
    fold: (add) => {
      const [total, value] = [code.local('f64'), code.local('f64')]
      code.get(low, high).op(operation).set(low)
      code.get(low).lane('f64x2.extract_lane', 0).set(total)
      code.get(low).lane('f64x2.extract_lane', 1).set(value)
      operations[reductions[name].combine].emit(code, elementOf('float64'), total, value)
      code.set(value)
      add(value)
    },
  }
}

/** Four values side by side. */
function narrowAccumulator(code: FunctionBuilder, name: ReductionName, dtype: DType): Accumulator {
  const total = code.local('v128')
  return {
    start: () => {
      vectorLane.literal(code, dtype, identityOf(name, dtype))
      code.set(total)
    },
    add: (value) => {
      const operands = [total, value].map((local) => ({ local, dtype }))
      vectorLane.apply(code, reductions[name].combine, operands, dtype)
      code.set(total)
    },
    finish: () => code.get(total),
  }
}

/** Four values at a time, each lane for itself. */
export const vectorAccumulator = (code: FunctionBuilder, name: ReductionName, dtype: DType): Accumulator =>
  isWide(name, dtype) ? wideAccumulator(code, name) : narrowAccumulator(code, name, dtype)

/**
 * Four values at a time, all lanes together in the end.
 *
 * `rest` takes what is left over, one by one, and gives the result.
 */
export function foldingAccumulator(
  code: FunctionBuilder,
  name: ReductionName,
  dtype: DType,
): { readonly vector: Accumulator; readonly rest: Accumulator; readonly fold: () => void } {
  const wide = isWide(name, dtype) ? wideAccumulator(code, name) : undefined
  const narrow = wide ?? narrowAccumulator(code, name, dtype)
  const rest = scalarAccumulator(code, name, dtype)
  const fold = (): void => {
    if (wide) return wide.fold(rest.addWide)
    const [vector, lane] = [code.local('v128'), code.local(scalarLane.type(dtype))]
    narrow.finish()
    code.set(vector)
    for (const place of [0, 1, 2, 3]) {
      code.get(vector).lane(dtype === 'float32' ? 'f32x4.extract_lane' : 'i32x4.extract_lane', place)
      if (dtype === 'bool') code.i32(1).op('i32.and')
      code.set(lane)
      rest.add(lane)
    }
  }
  return { vector: narrow, rest, fold }
}
