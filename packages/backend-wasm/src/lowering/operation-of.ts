/** Finds the meaning of an elementwise primitive on one element. */
import type { ScalarName } from '@neurite/compiler'
import { InternalError } from '@neurite/core'
import { rare } from '../late/parts.ts'
import { type Operation, operations } from './operations.ts'

const everyday: { readonly [Name in ScalarName]?: Operation } = operations

/** The row of a primitive. */
export function operationOf(primitive: ScalarName): Operation {
  const rows: typeof everyday = everyday[primitive] ? everyday : rare.get().operations
  const operation = rows[primitive]
  if (!operation) throw new InternalError(`wasm: ${primitive} has no meaning on one element`)
  return operation
}
