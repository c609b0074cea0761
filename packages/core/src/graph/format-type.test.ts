/** Types as errors and printouts write them. */
import { expect, test } from 'vitest'
import type { TensorType } from './graph.ts'
import { formatType } from './print.ts'

test.each<[TensorType, string]>([
  [{ shape: [32, 10], dtype: 'float32' }, 'float32[32, 10]'],
  [{ shape: [], dtype: 'bool' }, 'bool[]'],
  [{ shape: [0], dtype: 'int8' }, 'int8[0]'],
])('%o is %s', (type, text) => {
  expect(formatType(type)).toBe(text)
})
