/** Finds labels that name no class, before they spoil a training run. */
import { type Backend, compile, DataError, DTypeError, isFloat, stack, type Tensor } from '@neurite/core'

/** A label that names no class, and where it stands. */
interface WrongLabel {
  readonly index: number
  readonly value: number
}

const isWrong = (label: number, classes: number): boolean => !(Number.isInteger(label) && label >= 0 && label < classes)

/** Looks through labels that are on the host. */
async function findOnHost(y: Tensor, classes: number): Promise<WrongLabel | undefined> {
  const labels = await y.data()
  const index = labels.findIndex((label) => isWrong(label, classes))
  return index < 0 ? undefined : { index, value: labels[index]! }
}

/** Looks through labels that are on a device with a program of its own, and reads three numbers. */
async function findOnDevice(y: Tensor, classes: number, backend: Backend): Promise<WrongLabel | undefined> {
  const find = compile(
    () => {
      const labels = isFloat(y.dtype) ? y.flatten() : y.flatten().cast('float32')
      const right = labels.greaterEqual(0).logicalAnd(labels.less(classes)).logicalAnd(labels.equal(labels.floor()))
      const index = right.cast('int32').argMin(0)
      return [stack([right.all().cast('int32'), index]), labels.take(index)]
    },
    { name: 'checkLabels', backend },
  )
  const [found, label] = find()
  const [allRight, index] = await found!.data()
  return allRight ? undefined : { index: index!, value: await label!.item() }
}

/**
 * Checks that each label is a whole number from 0 to `classes - 1`.
 *
 * @throws DTypeError when one has a fraction; DataError when one is out of range
 */
export async function checkLabels(call: string, y: Tensor, classes: number, backend: Backend): Promise<void> {
  const wrong = await (y.backend ? findOnDevice(y, classes, backend) : findOnHost(y, classes))
  if (!wrong) return
  const { index, value } = wrong
  const range = `labels must be whole numbers from 0 to ${classes - 1}, because the model has ${classes} outputs`
  if (Number.isFinite(value) && !Number.isInteger(value)) {
    throw new DTypeError(
      `${call}: y holds ${value} at index ${index}; ${range}; for other targets use a loss such as meanSquaredError`,
    )
  }
  throw new DataError(`${call}: y holds the label ${value} at index ${index}; ${range}`)
}
