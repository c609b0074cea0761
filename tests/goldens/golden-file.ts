/** Reads the files of data/: rows of numbers that others computed, and the versions they were computed with. */
import { readFileSync } from 'node:fs'
import type { DType, Shape } from '@neurite/core'

/** What JSON has no number for is written by its name. */
export type GoldenNumber = number | 'NaN' | 'Infinity' | '-Infinity'

/** A tensor as a file holds it. */
export interface GoldenTensor {
  /** Where it differs from what the row says for all. */
  readonly dtype?: DType
  readonly shape: Shape
  readonly values: readonly GoldenNumber[]
}

interface GoldenFile<Row> {
  /** Versions of the programs that computed the rows. */
  readonly generated: Readonly<Record<string, string>>
  readonly rows: readonly Row[]
}

/** The rows of `data/<name>.json`. */
export function readRows<Row>(name: string): readonly Row[] {
  const { rows }: GoldenFile<Row> = JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), 'utf8'))
  return rows
}

/** The elements as numbers. */
export const numbersOf = ({ values }: GoldenTensor): number[] => values.map(Number)
