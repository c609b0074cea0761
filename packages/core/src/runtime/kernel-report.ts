/** What debug level 2 prints: a line per kernel that ran, with its types, bytes, time and GFLOP/s. */
import { sizeBytesOf } from '../dtype/dtype.ts'
import type { NodeOrigin, TensorType } from '../graph/graph.ts'
import { formatType } from '../graph/print.ts'
import { sizeOf } from '../shape/shape.ts'
import { debugLevel, debugLine } from './debug.ts'

/** A kernel that ran. */
export interface KernelReport {
  /** The backend's name. */
  readonly backend: string
  /** What the kernel does: a primitive, or the primitives that were fused into it. */
  readonly name: string
  /** Types of what it reads. */
  readonly operands: readonly TensorType[]
  /** Types of what it writes. */
  readonly results: readonly TensorType[]
  /** Undefined where the device does not tell. */
  readonly timeMs: number | undefined
  /** Bytes read and written. Default: those of all operands and results. */
  readonly bytes?: number | undefined
  /** Floating-point operations, of contractions: see `flopsOf`. */
  readonly flops?: number | undefined
  /** Where the node, or the last of those fused, comes from. */
  readonly origin?: NodeOrigin | undefined
}

const bytesOf = (types: readonly TensorType[]): number =>
  types.reduce((sum, { shape, dtype }) => sum + sizeOf(shape) * sizeBytesOf(dtype), 0)

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `1.5 MB`. */
function formatBytes(bytes: number): string {
  let [amount, unit] = [bytes, 0]
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000
    unit += 1
  }
  return `${unit === 0 ? amount : amount.toPrecision(3)} ${units[unit]}`
}

/** A report as one line. */
export function formatKernel({ backend, name, operands, results, timeMs, bytes, flops, origin }: KernelReport): string {
  const columns = [
    `${backend}: ${name}(${operands.map(formatType).join(', ')}) -> ${results.map(formatType).join(', ')}`,
    formatBytes(bytes ?? bytesOf([...operands, ...results])),
    ...(timeMs === undefined ? [] : [`${timeMs.toFixed(3)} ms`]),
    ...(flops && timeMs ? [`${(flops / timeMs / 1e6).toPrecision(3)} GFLOP/s`] : []),
    ...(origin?.layer === undefined ? [] : [origin.layer]),
  ]
  return columns.join('  ')
}

/** Whether kernels are to be reported: backends measure nothing while they are not. */
export const reportsKernels = (): boolean => debugLevel() >= 2

/** Prints a kernel at level 2. For authors of backends: ask `reportsKernels` before measuring. */
export const reportKernel = (report: KernelReport): void => debugLine(2, () => formatKernel(report))
