/** Contraction of two operands over any pairs of axes, as a batch of matrix products. */
import { isFloat } from '@neurite/core'
import { arranged, otherAxes, sizeAlong } from '../../element/arrange.ts'
import { computed, type Numbers } from '../../element/numbers.ts'
import { type KernelTable, operand, result } from '../kernel.ts'

/** `[batch, m, k] x [batch, k, n] -> [batch, m, n]`. */
interface Extents {
  readonly batch: number
  readonly m: number
  readonly k: number
  readonly n: number
}

/** Products and sums in float64; a row of the result is rounded when it is complete. */
function multiplyFloats({ batch, m, k, n }: Extents, lhs: Numbers, rhs: Numbers, out: Numbers): void {
  const sums = new Float64Array(n)
  for (let row = 0; row < batch * m; row++) {
    const rhsStart = Math.floor(row / m) * k * n
    sums.fill(0)
    for (let i = 0; i < k; i++) {
      const factor = lhs[row * k + i]!
      const rhsRow = rhsStart + i * n
      for (let column = 0; column < n; column++) sums[column]! += factor * rhs[rhsRow + column]!
    }
    out.set(sums, row * n)
  }
}

/** The same modulo 2^32: an Int32Array wraps what is stored in it. */
function multiplyIntegers({ batch, m, k, n }: Extents, lhs: Numbers, rhs: Numbers, out: Numbers): void {
  const sums = new Int32Array(n)
  for (let row = 0; row < batch * m; row++) {
    const rhsStart = Math.floor(row / m) * k * n
    sums.fill(0)
    for (let i = 0; i < k; i++) {
      const factor = lhs[row * k + i]!
      const rhsRow = rhsStart + i * n
      for (let column = 0; column < n; column++) sums[column]! += Math.imul(factor, rhs[rhsRow + column]!)
    }
    out.set(sums, row * n)
  }
}

/** Kernel of dotGeneral. */
export const contractKernels: KernelTable<'dotGeneral'> = {
  dotGeneral: (call) => {
    const [lhs, rhs] = [operand(call, 0), operand(call, 1)]
    const { lhsBatch, rhsBatch, lhsContracting, rhsContracting } = call.attributes
    const lhsFree = otherAxes(lhs.shape, [...lhsBatch, ...lhsContracting])
    const rhsFree = otherAxes(rhs.shape, [...rhsBatch, ...rhsContracting])
    const extents = {
      batch: sizeAlong(lhs.shape, lhsBatch),
      m: sizeAlong(lhs.shape, lhsFree),
      k: sizeAlong(lhs.shape, lhsContracting),
      n: sizeAlong(rhs.shape, rhsFree),
    }
    const lhsMatrices = arranged(lhs, [...lhsBatch, ...lhsFree, ...lhsContracting])
    const rhsMatrices = arranged(rhs, [...rhsBatch, ...rhsContracting, ...rhsFree])
    const multiply = isFloat(lhs.dtype) ? multiplyFloats : multiplyIntegers
    return [computed(result(call), (out) => multiply(extents, lhsMatrices, rhsMatrices, out))]
  },
}
