import { expect, test } from 'vitest'
import { sideBySide, widthOf } from './side-by-side.ts'

test('blocks of different heights and widths stand next to each other', () => {
  expect(
    sideBySide(
      [
        ['a', 'bcd'],
        ['1', '2', '3'],
      ],
      3,
    ),
  ).toEqual(['a     1', 'bcd   2', '      3'])
})

test('nothing gives nothing', () => {
  expect(sideBySide([])).toEqual([])
  expect(widthOf([])).toBe(0)
})
