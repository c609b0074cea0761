/** Names and objects resolve; what is neither is refused in the words of the call. */
import { ArgumentError } from '@neurite/core'
import { expect, test } from 'vitest'
import { resolveIdentifier } from './identifier.ts'

class Fruit {
  readonly seeds: number

  constructor(seeds: number) {
    this.seeds = seeds
  }
}

const fruits = { kind: 'fruit', base: Fruit, table: { redApple: () => new Fruit(5), plum: () => new Fruit(1) } }

test('an object is itself, a name makes a new one', () => {
  const own = new Fruit(9)
  expect(resolveIdentifier('shop.buy', own, fruits)).toBe(own)
  expect(resolveIdentifier('shop.buy', 'redApple', fruits).seeds).toBe(5)
})

test.each([
  ['red_apple', 'shop.buy: unknown fruit "red_apple"; did you mean "redApple"?'],
  ['plumm', 'shop.buy: unknown fruit "plumm"; did you mean "plum"?'],
  ['toString', 'shop.buy: unknown fruit "toString"; known: redApple, plum'],
  [3, "shop.buy: expected a fruit, by name such as 'redApple' or as an object, got the number 3"],
  [undefined, "shop.buy: expected a fruit, by name such as 'redApple' or as an object, got undefined"],
  [Fruit, "shop.buy: expected a fruit, by name such as 'redApple' or as an object, got the function or class Fruit"],
])('%s is refused', (choice, message) => {
  expect(() => resolveIdentifier('shop.buy', choice, fruits)).toThrow(new ArgumentError(message))
})
