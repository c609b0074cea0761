/** Promotion against Keras's lattice, written out. */
import { expect, test } from 'vitest'
import type { DType } from './dtype.ts'
import { promote, promoteNumber } from './promote.ts'

/** Keras 3 `result_type`, with int32 where it would leave our dtypes (int16 and int64). */
const lattice = {
  bool: {
    bool: 'bool',
    uint8: 'uint8',
    int8: 'int8',
    uint32: 'uint32',
    int32: 'int32',
    float16: 'float16',
    float32: 'float32',
    float64: 'float64',
  },
  uint8: {
    uint8: 'uint8',
    int8: 'int32',
    uint32: 'uint32',
    int32: 'int32',
    float16: 'float16',
    float32: 'float32',
    float64: 'float64',
  },
  int8: { int8: 'int8', uint32: 'int32', int32: 'int32', float16: 'float16', float32: 'float32', float64: 'float64' },
  uint32: { uint32: 'uint32', int32: 'int32', float16: 'float16', float32: 'float32', float64: 'float64' },
  int32: { int32: 'int32', float16: 'float16', float32: 'float32', float64: 'float64' },
  float16: { float16: 'float16', float32: 'float32', float64: 'float64' },
  float32: { float32: 'float32', float64: 'float64' },
  float64: { float64: 'float64' },
} satisfies Record<DType, Partial<Record<DType, DType>>>

const pairs = Object.entries(lattice).flatMap(([a, row]) =>
  Object.entries(row).map(([b, result]) => [a, b, result] as [DType, DType, DType]),
)

test.each(pairs)('%s with %s gives %s, either way round', (a, b, result) => {
  expect(promote(a, b)).toBe(result)
  expect(promote(b, a)).toBe(result)
})

test.each<[DType, number, DType]>([
  ['float16', 0.1, 'float16'],
  ['float64', 3, 'float64'],
  ['int32', 3, 'int32'],
  ['uint8', 3, 'uint8'],
  ['int32', 0.5, 'float32'],
  ['bool', 1, 'int32'],
  ['bool', 0.5, 'float32'],
  ['int32', Infinity, 'float32'],
])('%s with the number %d gives %s', (dtype, value, result) => {
  expect(promoteNumber(dtype, value)).toBe(result)
})
