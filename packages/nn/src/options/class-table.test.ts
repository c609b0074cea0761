/** Identifiers, configurations, functions and objects resolve; what is none of them is refused in the words of the call. */
import { ArgumentError } from '@neurite/core'
import { expect, test } from 'vitest'
import { type ClassConfig, classNameOf, isClassConfig, toClassConfig } from './class-config.ts'
import { type ClassTable, isElsewhere, optionConfig, resolveClass } from './class-table.ts'

class Fruit {
  static readonly className: string | undefined = 'Fruit'
  readonly className: string
  readonly seeds: number

  constructor({ seeds = 1 }: { readonly seeds?: number } = {}) {
    this.className = classNameOf(new.target)
    this.seeds = seeds
  }

  getConfig(): ClassConfig['config'] {
    return { seeds: this.seeds }
  }
}

class Apple extends Fruit {
  static override readonly className: string = 'Apple'

  static fromConfig({ seeds }: ClassConfig['config']): Apple {
    return new Apple({ seeds: Number(seeds) })
  }
}

class Unnamed extends Apple {}

const table: ClassTable<Fruit> = {
  kind: 'fruit',
  base: Fruit,
  classes: { redApple: Apple, apple: Apple, fruit: Fruit },
  example: "'apple' or new Apple()",
  optionsOf: (identifier) => (identifier === 'redApple' ? { seeds: 5 } : {}),
  ofFunction: (seedsOf: () => number) => new Fruit({ seeds: seedsOf() }),
  others: ['plum'],
}

test('identifiers, with their options; objects are themselves', () => {
  expect(resolveClass('shop', 'apple', table)).toEqual(new Apple())
  expect(resolveClass('shop', 'redApple', table).seeds).toBe(5)
  const own = new Unnamed()
  expect(resolveClass('shop', own, table)).toBe(own)
})

test.each([new Fruit({ seeds: 2 }), new Apple({ seeds: 3 })])('configurations, by the name that a class states: %o', (fruit) => {
  const config = toClassConfig(fruit)
  expect(config).toEqual({ className: fruit.className, config: { seeds: fruit.seeds } })
  const again = resolveClass('shop', config, table)
  expect(again.constructor).toBe(fruit.constructor)
  expect(again.seeds).toBe(fruit.seeds)
  expect(isClassConfig(fruit)).toBe(false)
})

test('options as configurations hold them: functions and classes of the user stay what they are', () => {
  const seedsOf = () => 7
  const fruit = resolveClass('shop', seedsOf, table)
  expect(fruit.seeds).toBe(7)
  expect(optionConfig(fruit, table)).toBe(seedsOf)
  const own = new Unnamed()
  expect(optionConfig(own, table)).toBe(own)
  expect(optionConfig(new Apple(), table)).toEqual({ className: 'Apple', config: { seeds: 1 } })
})

test('a subclass does not share the name of its base', () => {
  expect(new Unnamed().className).toBe('Unnamed')
  expect(() => resolveClass('shop', toClassConfig(new Unnamed()), table)).toThrow(
    new ArgumentError('shop: unknown fruit class "Unnamed"; known: Apple, Fruit'),
  )
})

test('what can only be made elsewhere', () => {
  expect(isElsewhere('plum', table)).toBe(true)
  expect(isElsewhere(toClassConfig(new Apple()), table)).toBe(true)
  expect(isElsewhere('apple', table)).toBe(false)
  expect(isElsewhere(new Apple(), table)).toBe(false)
})

test.each<[unknown, string]>([
  ['red_apple', 'shop: unknown fruit "red_apple"; did you mean "redApple"?'],
  ['plumm', 'shop: unknown fruit "plumm"; did you mean "plum"?'],
  ['toString', 'shop: unknown fruit "toString"; known: redApple, apple, fruit, plum'],
  [3, "shop: expected a fruit, got the number 3; pass 'apple' or new Apple(), for example"],
  [undefined, "shop: expected a fruit, got undefined; pass 'apple' or new Apple(), for example"],
  [Apple, "shop: expected a fruit, got the function or class Apple; pass 'apple' or new Apple(), for example"],
])('%s is refused', (choice, message) => {
  expect(() => resolveClass('shop', choice, table)).toThrow(new ArgumentError(message))
})
