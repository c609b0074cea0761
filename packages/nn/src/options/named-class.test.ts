/** Identifiers, configurations and objects resolve; what is none of them is refused in the words of the call. */
import { ArgumentError } from '@neurite/core'
import { expect, test } from 'vitest'
import type { ClassConfig } from './class-table.ts'
import { classNameOf, isClassConfig, type NamedClasses, resolveNamed, toClassConfig } from './named-class.ts'

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

  static fromConfig(config: ClassConfig['config']): Fruit {
    const fruit: unknown = Reflect.construct(this, [config])
    return fruit as Fruit
  }
}

class Apple extends Fruit {
  static override readonly className = 'Apple'
}

class Unnamed extends Apple {}

const table: NamedClasses<Fruit> = {
  kind: 'fruit',
  base: Fruit,
  classes: { fruit: Fruit, apple: Apple, redApple: Apple },
  optionsOf: (identifier) => (identifier === 'redApple' ? { seeds: 5 } : {}),
}

test('identifiers, with their options; objects are themselves', () => {
  expect(resolveNamed('shop', 'apple', table)).toEqual(new Apple())
  expect(resolveNamed('shop', 'redApple', table).seeds).toBe(5)
  const own = new Unnamed()
  expect(resolveNamed('shop', own, table)).toBe(own)
})

test('configurations, by the name that a class states', () => {
  const config = toClassConfig(new Apple({ seeds: 3 }))
  expect(config).toEqual({ className: 'Apple', config: { seeds: 3 } })
  const again = resolveNamed('shop', config, table)
  expect(again).toBeInstanceOf(Apple)
  expect(again.seeds).toBe(3)
  expect(isClassConfig(new Apple())).toBe(false)
})

test('a subclass does not share the name of its base', () => {
  expect(new Unnamed().className).toBe('Unnamed')
  expect(() => resolveNamed('shop', toClassConfig(new Unnamed()), table)).toThrow(
    new ArgumentError('shop: unknown fruit class "Unnamed"; known: Fruit, Apple'),
  )
})

test('unknown names', () => {
  expect(() => resolveNamed('shop', 'appel', table)).toThrow(
    new ArgumentError('shop: unknown fruit "appel"; did you mean "apple"?'),
  )
})
