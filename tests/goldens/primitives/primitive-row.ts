/** Rows of data/primitives.json: one application of a primitive each. */
import {
  type DType,
  type PrimitiveAttributes,
  type PrimitiveName,
  type TensorType,
  typeRules,
  type TypeRule,
} from '@neurite/core'
import { type GoldenTensor, readRows } from '../golden-file.ts'

/** A primitive with its attributes. */
export type Operation = {
  [P in PrimitiveName]: { readonly primitive: P; readonly attributes: PrimitiveAttributes[P] }
}[PrimitiveName]

/** One application of a primitive. `"$"` as a dtype stands for the row's; a tensor without a dtype has it too. */
interface StoredRow {
  readonly primitive: PrimitiveName
  readonly dtype: DType
  /** Who computed the results. */
  readonly by: string
  readonly attributes?: object
  /** How many units in the last place a result may be off. Default 0. */
  readonly ulps?: number
  /** `any`: where no standard says which zero it is. */
  readonly zeroSign?: 'any'
  readonly operands: readonly GoldenTensor[]
  readonly results: readonly GoldenTensor[]
}

/** A row for a dtype: its own, or another one that the same attributes may go with. */
export interface PrimitiveRow extends Omit<StoredRow, 'attributes'> {
  readonly operation: Operation
  readonly operandTypes: readonly TensorType[]
  readonly resultTypes: readonly TensorType[]
}

const stored = readRows<StoredRow>('primitives')

const typeFor =
  (dtype: DType) =>
  (tensor: GoldenTensor): TensorType => ({ shape: tensor.shape, dtype: tensor.dtype ?? dtype })

/** The attributes with the row's dtype where `"$"` stands, and numbers where their names stand. */
function attributesFor(dtype: DType, attributes: unknown, key?: string): unknown {
  if (attributes === '$') return dtype
  if (key === 'value') return Number(attributes)
  if (Array.isArray(attributes)) return attributes.map((item) => attributesFor(dtype, item))
  if (typeof attributes !== 'object' || attributes === null) return attributes
  return Object.fromEntries(Object.entries(attributes).map(([name, item]) => [name, attributesFor(dtype, item, name)]))
}

function rowFor(dtype: DType, row: StoredRow): PrimitiveRow {
  // The file says what belongs together; the type rules check it again.
  const operation = { primitive: row.primitive, attributes: attributesFor(dtype, row.attributes ?? {}) } as Operation
  const [operandTypes, resultTypes] = [row.operands.map(typeFor(dtype)), row.results.map(typeFor(dtype))]
  return { ...row, dtype, operation, operandTypes, resultTypes }
}

/** All rows. */
export const primitiveRows: readonly PrimitiveRow[] = stored.map((row) => rowFor(row.dtype, row))

const rules: { readonly [P in PrimitiveName]: TypeRule<P> } = typeRules

/** What core's type rule says the results are. */
export function inferTypes<P extends PrimitiveName>(
  primitive: P,
  attributes: PrimitiveAttributes[P],
  operands: readonly TensorType[],
): readonly TensorType[] {
  const rule: TypeRule<P> = rules[primitive]
  return rule(primitive, operands, attributes)
}

/** The rows of a primitive with the row's dtype replaced by another one. */
export const rowsWith = (dtype: DType, primitive: PrimitiveName): readonly PrimitiveRow[] =>
  stored.filter((row) => row.primitive === primitive).map((row) => rowFor(dtype, row))
