import { expect, test } from 'vitest'
import { isFused, openKernel } from './kernel.mjs'
import { columns, rows, terms } from './micro-kernel.mjs'

test.each(isFused ? [false, true] : [false])('the micro-kernel multiplies matrices, fused %s', (fused) => {
  const { left, right, sums, run, gflopPerRun } = openKernel({ fused })
  run(3)
  const expected = Array.from({ length: rows * columns }, (_, index) => {
    const [row, column] = [Math.floor(index / columns), index % columns]
    const products = Array.from(
      { length: terms },
      (_each, term) => (left[term * rows + row] ?? NaN) * (right[term * columns + column] ?? NaN),
    )
    return products.reduce((sum, product) => sum + product, 0)
  })
  for (const [index, sum] of expected.entries()) expect(sums[index]).toBeCloseTo(sum, 4)
  expect(gflopPerRun * 1e9).toBe(2 * rows * columns * terms)
})
