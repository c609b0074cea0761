/** Turns: every primitive has as many as any other. */
import { describe, expect, test } from 'vitest'
import { drawnPrimitives, duePrimitives } from './due-primitives.ts'

const graphs = Array.from({ length: 600 }, (_, index) => duePrimitives(index))

describe('duePrimitives', () => {
  test('gives each primitive a turn in more than 50 of 600 graphs, and none much more often', () => {
    const turns = drawnPrimitives.map((primitive) => graphs.filter((due) => due.includes(primitive)).length)
    expect(Math.min(...turns)).toBeGreaterThan(50)
    expect(Math.max(...turns) - Math.min(...turns)).toBeLessThanOrEqual(3)
  })

  test('puts together other primitives each time, the same for the same graph', () => {
    expect(new Set(graphs.map((due) => due.join())).size).toBe(600)
    expect(duePrimitives(8)).toEqual(graphs[8])
  })
})
