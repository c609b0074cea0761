/** Which way wins, and that the other gets another chance. */
import { describe, expect, it } from 'vitest'
import { Pace } from './pace.ts'

/** The share of runs with workers when a repetition takes so long with and without. */
function shareTogether(pace: Pace, runs: number, togetherMs: number, aloneMs: number, repeat = 1): number {
  let together = 0
  for (let i = 0; i < runs; i++) {
    const { isTogether } = pace
    if (isTogether) together += 1
    pace.took((isTogether ? togetherMs : aloneMs) * repeat, repeat)
  }
  return together / runs
}

describe('Pace', () => {
  it('asks the workers nearly always when they help', () => {
    expect(shareTogether(new Pace(), 5120, 1, 2)).toBeGreaterThan(0.97)
  })

  it('leaves them alone nearly always when they do not', () => {
    expect(shareTogether(new Pace(), 5120, 2, 1)).toBeLessThan(0.03)
  })

  it('changes its mind when the machine does', () => {
    const pace = new Pace()
    expect(shareTogether(pace, 1024, 5, 1)).toBeLessThan(0.05)
    expect(shareTogether(pace, 2048, 1, 2)).toBeGreaterThan(0.6)
    expect(shareTogether(pace, 1024, 1, 2)).toBeGreaterThan(0.95)
  })

  it('decides after a few runs when they take long', () => {
    const pace = new Pace()
    expect(shareTogether(pace, 6, 60, 30)).toBe(0.5)
    expect(shareTogether(pace, 12, 60, 30)).toBe(0)
  })

  it('decides after a call each way when calls repeat', () => {
    const pace = new Pace()
    expect(shareTogether(pace, 2, 2, 1, 100)).toBe(0.5)
    expect(shareTogether(pace, 4, 2, 1, 100)).toBe(0)
  })

  it('starts with the workers', () => {
    expect(new Pace().isTogether).toBe(true)
  })
})
