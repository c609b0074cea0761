/** The check bites: each hole is named on a small repository that has it. */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { findHoles } from './find-holes.mjs'

const holesOf = (name: string): string[] => findHoles(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url))).holes

// A program of TypeScript takes a second or two.
describe('public exports', { timeout: 60_000 }, () => {
  test.each([
    ['right', []],
    [
      'undocumented',
      [
        'house: Door.height (packages/house/src/door.ts:10): no documentation',
        'house: Door.turn (packages/house/src/door.ts:12): no documentation',
        'house: DoorOptions (packages/house/src/door.ts:4): no documentation',
        'house: DoorOptions.width (packages/house/src/door.ts:5): no documentation',
        'house: header (packages/house/src/header.ts:2): no documentation',
        'house: open (packages/house/src/door.ts:2): no documentation',
      ],
    ],
    [
      'any',
      [
        'house: Options.value (packages/house/src/index.ts:22): of type any',
        'house: inferred (packages/house/src/index.ts:8): of type any',
        'house: inside (packages/house/src/index.ts:11): of type any',
        'house: literal (packages/house/src/index.ts:14): of type any',
        'house: unresolved (packages/house/src/index.ts:17): of type any',
        'house: written (packages/house/src/index.ts:5): of type any',
      ],
    ],
    [
      'untested',
      ['house: Unused (packages/house/src/index.ts:14): no test', 'house: unused (packages/house/src/index.ts:9): no test'],
    ],
    [
      'shapeless',
      [
        'house: Dense (packages/house/src/tensor.ts:27): no @shape',
        'house: Tensor.neg (packages/house/src/tensor.ts:6): no @shape',
        'house: sum (packages/house/src/tensor.ts:12): no @shape',
      ],
    ],
    ['absent', ['house: no packages/house/src/index.ts']],
  ])('%s', (name, holes) => {
    expect(holesOf(name)).toEqual(holes)
  })
})
