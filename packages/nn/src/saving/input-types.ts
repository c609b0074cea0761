/** What a model was built for, as data: so that a model whose layers say nothing of their inputs has its weights when it is read. */
import { DataError, type DType, dtypes, mapNest, type TensorNest, zeros } from '@neurite/core'
import type { BatchShape } from '../layers/batch-shape.ts'
import type { InputType } from '../models/input-type.ts'
import type { Model } from '../models/model.ts'

/** Types of the inputs, and their arrangement over indices into these. */
interface InputTypes {
  readonly arrangement: unknown
  readonly types: readonly { readonly shape: BatchShape; readonly dtype: DType }[]
}

/** What the model was last given to train on or to predict from; undefined where its layers say it, or it has no weights yet. */
export function inputTypesOf(model: Model): InputTypes | undefined {
  const { seenInputs } = model
  if (!seenInputs) return undefined
  const types: { shape: BatchShape; dtype: DType }[] = []
  const arrangement = mapNest(seenInputs, (leaf) => {
    const { shape, dtype } = leaf as InputType
    return types.push({ shape, dtype }) - 1
  })
  return { arrangement, types }
}

const isType = (type: unknown): type is InputTypes['types'][number] => {
  const { shape, dtype } = (type ?? {}) as { readonly shape?: unknown; readonly dtype?: unknown }
  const isExtent = (extent: unknown): boolean => extent === null || (Number.isSafeInteger(extent) && (extent as number) >= 0)
  return Array.isArray(shape) && shape.length > 0 && shape.every(isExtent) && dtypes.includes(dtype as DType)
}

/** Gives a model its weights, for inputs as the data say. @throws DataError when they say nothing */
export function buildFor(call: string, model: Model, data: unknown): void {
  const { arrangement, types } = (data ?? {}) as Partial<InputTypes>
  if (!Array.isArray(types) || !types.every(isType))
    throw new DataError(`${call}: the file is damaged: it does not say what the model takes`)
  const inputs = mapNest(arrangement, (index) => {
    const type = types[index as number]
    if (!type) throw new DataError(`${call}: the file is damaged: it does not say what the model takes`)
    // Nothing is computed: an open extent may be any.
    return zeros(
      type.shape.map((extent) => extent ?? 1),
      type.dtype,
    )
  }) as TensorNest
  model.outputSpec(inputs)
}
