import { expect, test } from 'vitest'
import { inkCrop, drawImage } from './draw-image.ts'

const whole = { top: 0, bottom: 4, left: 0, right: 5 }

test('edges are half blocks, the rest shades', () => {
  const pixels = [
    [0, 1, 0, 1, 0.25],
    [0, 0, 1, 1, 0.25],
    [0.5, 0.75, 1, 0, 0],
    [0.5, 0.75, 1, 0, 1],
  ].flat()
  expect(drawImage({ pixels, columns: 5 }, whole)).toEqual([' ▀▄█░', '▒▓█ ▄'])
})

test('a part with an odd number of rows ends on paper', () => {
  const pixels = [0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1]
  expect(drawImage({ pixels, columns: 3 }, { top: 1, bottom: 4, left: 1, right: 3 })).toEqual(['█▄', '▀▀'])
})

test('the crop holds what is visible', () => {
  const pixels = new Float32Array(20).with(1, 1).with(13, 0.5).with(19, 0.05)
  expect(inkCrop({ pixels, columns: 5 })).toEqual({ top: 0, bottom: 3, left: 1, right: 4 })
})

test('a blank image is drawn whole', () => {
  expect(inkCrop({ pixels: new Float32Array(20), columns: 5 })).toEqual(whole)
})
