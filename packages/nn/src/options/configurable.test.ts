/** Configurable: what bases of user-made objects share. */
import { expect, test } from 'vitest'
import { Configurable } from './configurable.ts'

class Plain extends Configurable {}

class Stated extends Configurable {
  static override readonly className: string = 'Own'
}

class Below extends Stated {}

test('the name of the class is the one that it states, else its own', () => {
  expect(new Plain().className).toBe('Plain')
  expect(new Stated().className).toBe('Own')
  // A subclass is not what its base is.
  expect(new Below().className).toBe('Below')
})

test('without options of its own, the configuration is empty', () => {
  expect(new Plain().getConfig()).toEqual({})
})
