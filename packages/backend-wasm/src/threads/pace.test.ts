/** Which way wins, and that the other gets another chance. */
import { describe, expect, it } from 'vitest'
import { Pace } from './pace.ts'

/** The share of runs with workers when they take so long with and without. */
function shareTogether(pace: Pace, clock: { ms: number }, runs: number, togetherMs: number, aloneMs: number): number {
  let together = 0
  for (let i = 0; i < runs; i++) {
    const isTogether = pace.next()
    if (isTogether) together += 1
    clock.ms += isTogether ? togetherMs : aloneMs
  }
  return together / runs
}

const paced = (): { pace: Pace; clock: { ms: number } } => {
  const clock = { ms: 0 }
  return { pace: new Pace(() => clock.ms), clock }
}

describe('Pace', () => {
  it('asks the workers nearly always when they help', () => {
    const { pace, clock } = paced()
    expect(shareTogether(pace, clock, 5120, 1, 2)).toBeGreaterThan(0.98)
  })

  it('leaves them alone nearly always when they do not', () => {
    const { pace, clock } = paced()
    expect(shareTogether(pace, clock, 5120, 2, 1)).toBeLessThan(0.02)
  })

  it('changes its mind when the machine does', () => {
    const { pace, clock } = paced()
    expect(shareTogether(pace, clock, 1024, 5, 1)).toBeLessThan(0.05)
    expect(shareTogether(pace, clock, 1024, 1, 2)).toBeGreaterThan(0.95)
  })

  it('asks again and again as long as the workers do not come', () => {
    const { pace, clock } = paced()
    for (let i = 0; i < 1000; i++) {
      expect(pace.next()).toBe(true)
      pace.missed()
      clock.ms += 1
    }
    expect(shareTogether(pace, clock, 5120, 1, 2)).toBeGreaterThan(0.98)
  })

  it('starts with the workers', () => {
    expect(paced().pace.next()).toBe(true)
  })
})
