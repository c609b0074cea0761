/** Dtypes: their kinds and ranges. */
import { expect, test } from 'vitest'
import { allocateHost, type DType, dtypes, integerRange, isFloat, isInteger, sizeBytesOf } from './dtype.ts'
import { toFloat } from './promote.ts'

const ranges: Record<DType, readonly [number, number] | undefined> = {
  float32: undefined,
  float16: undefined,
  float64: undefined,
  int32: [-2_147_483_648, 2_147_483_647],
  uint32: [0, 4_294_967_295],
  int8: [-128, 127],
  uint8: [0, 255],
  bool: [0, 1],
}

test.each(dtypes)('%s holds what its range says', (dtype) => {
  const range = integerRange(dtype)
  expect(range).toEqual(ranges[dtype])
  if (!range || dtype === 'bool') return
  const elements = allocateHost(dtype, 4)
  elements.set([range[0], range[1], range[0] - 1, range[1] + 1])
  // One further on either side wraps.
  expect([...elements]).toEqual([range[0], range[1], range[1], range[0]])
})

test.each(dtypes)('%s is a float, an integer or bool', (dtype) => {
  const kinds = [isFloat(dtype), isInteger(dtype), dtype === 'bool']
  expect(kinds.filter(Boolean).length).toBe(1)
  expect(isFloat(dtype)).toBe(dtype.startsWith('float'))
  expect(allocateHost(dtype, 3).byteLength).toBe(3 * sizeBytesOf(dtype))
})

test.each(dtypes)('%s becomes a float only where it is none', (dtype) => {
  expect(toFloat(dtype)).toBe(dtype.startsWith('float') ? dtype : 'float32')
})
