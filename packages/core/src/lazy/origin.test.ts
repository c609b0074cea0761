/** Where nodes come from: the caller's line, the layer, and what a gradient inherits. */
import { expect, test } from 'vitest'
import { withLayerPath } from './layer-path.ts'
import { asGradientOf, currentOrigin, withOrigin } from './origin.ts'

test('names the line that called, and the innermost layer', () => {
  const [outer, inner] = withLayerPath('model', () => [
    currentOrigin(),
    withLayerPath('model/dense', function innermost() {
      return currentOrigin()
    }),
  ])
  expect(inner!.toString()).toMatch(/^innermost \(.*origin\.test\.ts:\d+:\d+\)$/)
  expect([outer!.layer, inner!.layer, currentOrigin().layer]).toEqual(['model', 'model/dense', undefined])
})

test('a path ends with its function, thrown or not', () => {
  expect(() =>
    withLayerPath('model', () => {
      throw new Error('stop')
    }),
  ).toThrow('stop')
  expect(currentOrigin().layer).toBeUndefined()
})

test('a gradient comes from where the operation does', () => {
  const origin = withLayerPath('model/dense', () => currentOrigin())
  const inherited = asGradientOf({ primitive: 'log', origin }, () => currentOrigin())
  expect(inherited.layer).toBe('model/dense')
  expect(inherited.toString()).toBe(`${origin}, in the gradient of log`)
  expect(withOrigin(undefined, () => withOrigin(origin, () => currentOrigin()))).toBe(origin)
  expect(currentOrigin()).not.toBe(origin)
})
