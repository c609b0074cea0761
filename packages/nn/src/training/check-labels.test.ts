/** Wrong labels are found wherever they are, and named with their place. */
import { cpu } from '@neurite/backend-cpu'
import { DataError, DTypeError, setBackend, tensor, type Tensor } from '@neurite/core'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkLabels } from './check-labels.ts'

const backend = cpu()

beforeAll(() => setBackend(backend))

const places: readonly (readonly [string, (x: Tensor) => Tensor])[] = [
  ['on the host', (x) => x],
  ['on a device', (x) => x.to(backend)],
]

describe.each(places)('%s', (_, place) => {
  test('right ones pass, of any dtype', async () => {
    await checkLabels('m.fit', place(tensor([0, 1, 2, 2])), 3, backend)
    await checkLabels('m.fit', place(tensor(new Uint8Array([0, 9]))), 10, backend)
    await checkLabels('m.fit', place(tensor([[0], [1]], { dtype: 'int32' })), 2, backend)
  })

  test.each([
    [
      [0, 1, 3, 7],
      DataError,
      'm.fit: y holds the label 3 at index 2; labels must be whole numbers from 0 to 2, because the model has 3 outputs',
    ],
    [
      [0, -1, 0],
      DataError,
      'm.fit: y holds the label -1 at index 1; labels must be whole numbers from 0 to 2, because the model has 3 outputs',
    ],
    [
      [Number.NaN],
      DataError,
      'm.fit: y holds the label NaN at index 0; labels must be whole numbers from 0 to 2, because the model has 3 outputs',
    ],
    [
      [1, Infinity],
      DataError,
      'm.fit: y holds the label Infinity at index 1; labels must be whole numbers from 0 to 2, because the model has 3 outputs',
    ],
    [
      [1, 0.5],
      DTypeError,
      'm.fit: y holds 0.5 at index 1; labels must be whole numbers from 0 to 2, because the model has 3 outputs; for other targets use a loss such as meanSquaredError',
    ],
  ])('%j is refused', async (labels, errorClass, message) => {
    const checking = checkLabels('m.fit', place(tensor(labels)), 3, backend)
    await expect(checking).rejects.toThrow(errorClass)
    await expect(checking).rejects.toThrow(message)
  })

  test('integers are compared as integers', async () => {
    await expect(checkLabels('m.fit', place(tensor(new Uint8Array([3, 255]))), 10, backend)).rejects.toThrow(
      'the label 255 at index 1',
    )
    await expect(checkLabels('m.fit', place(tensor(new Int32Array([-2]))), 10, backend)).rejects.toThrow(
      'the label -2 at index 0',
    )
  })
})
