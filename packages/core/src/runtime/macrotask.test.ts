/** Turns of the event loop: taken when one is due, not before. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { macrotask, yieldWhenDue } from './macrotask.ts'

// Node has it; the types of core are those of any engine.
const { setImmediate } = globalThis as unknown as { readonly setImmediate: (callback: () => void) => void }

/** What the clock says, in milliseconds. */
let now = 0

beforeEach(() => {
  now = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => now)
})

afterEach(() => {
  vi.restoreAllMocks()
})

/** Whether a timer that was due before the call had its turn while the call was waited for. */
async function letsTimersRun(wait: () => Promise<void>): Promise<boolean> {
  let hasRun = false
  setImmediate(() => (hasRun = true))
  await wait()
  return hasRun
}

test('a macrotask gives others their turn', async () => {
  expect(await letsTimersRun(macrotask)).toBe(true)
})

test('none is taken until 16 ms after the last', async () => {
  await macrotask()
  now += 15
  expect(await letsTimersRun(yieldWhenDue)).toBe(false)
  now += 1
  expect(await letsTimersRun(yieldWhenDue)).toBe(true)
  expect(await letsTimersRun(yieldWhenDue)).toBe(false)
})

test('without setImmediate, a message channel does', async () => {
  vi.stubGlobal('setImmediate', undefined)
  const ran: string[] = []
  const timer = new Promise<void>((resolve) => {
    setTimeout(() => {
      ran.push('timer')
      resolve()
    }, 0)
  })
  for (let turns = 0; turns < 1000 && ran.length === 0; turns++) await macrotask()
  vi.unstubAllGlobals()
  ran.push('loop')
  await timer
  // The loop ended because the timer had its turn.
  expect(ran).toEqual(['timer', 'loop'])
})
