/** Parts that come late: who asks for them, who waits, and what a page's entry offers. */
import { MustWaitError } from '@neurite/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type * as Everywhere from '../index.ts'
import * as page from '../page.ts'
import { Late, withLate } from './late.ts'

const part = { double: (x: number): number => 2 * x }

const arriving = () => new Late('doubles', async () => part)

afterEach(() => void vi.restoreAllMocks())

describe('a late part', () => {
  it('is not there until it is loaded, and then at once', async () => {
    const late = arriving()
    expect(late.loaded).toBeUndefined()
    expect(() => late.get()).toThrow(MustWaitError)
    expect(() => late.get()).toThrow(
      'wasm: doubles are loaded when a program first needs them, as this one does; wait for it (`await tensor.data()`',
    )
    expect(await late.load()).toBe(part)
    expect(late.get()).toBe(part)
  })

  it('is loaded once', async () => {
    const load = vi.fn<() => Promise<typeof part>>(async () => part)
    const late = new Late('doubles', load)
    await late.load()
    await late.load()
    expect(load).toHaveBeenCalledTimes(1)
  })

  it('that was provided is there, whatever it could be loaded by', async () => {
    const late = arriving()
    late.provide(part)
    late.loadBy(() => Promise.reject(new Error('unreachable')))
    expect(late.get()).toBe(part)
    expect(await late.load()).toBe(part)
  })

  it('is handed over now or later; without it, one line says so', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const late = arriving()
    const user = vi.fn<(arrived: typeof part) => void>()
    late.use(user)
    expect(user).not.toHaveBeenCalled()
    await vi.waitFor(() => expect(user).toHaveBeenCalledExactlyOnceWith(part))
    late.use(user)
    expect(user).toHaveBeenCalledTimes(2)
    new Late<typeof part>('doubles', () => Promise.reject(new Error('no network'))).use(user)
    await vi.waitFor(() => expect(warn.mock.calls).toEqual([['neurite: wasm goes on without doubles: Error: no network']]))
    expect(user).toHaveBeenCalledTimes(2)
  })
})

describe('withLate', () => {
  it('tries again when what was asked for is there, part by part', async () => {
    const [first, second] = [arriving(), arriving()]
    const attempt = vi.fn<() => number>(() => first.get().double(1) + second.get().double(2))
    expect(await withLate(attempt)).toBe(6)
    expect(attempt).toHaveBeenCalledTimes(3)
    expect(await withLate(attempt)).toBe(6)
    expect(attempt).toHaveBeenCalledTimes(4)
  })

  it('hands other errors on, and those of loading', async () => {
    await expect(
      withLate(() => {
        throw new MustWaitError('too large')
      }),
    ).rejects.toThrow('too large')
    const late = new Late<typeof part>('doubles', () => Promise.reject(new Error('no network')))
    await expect(withLate(() => late.get())).rejects.toThrow('no network')
    await expect(withLate(() => new Late('doubles').get())).rejects.toThrow('internal: wasm: nobody said where doubles come from')
  })
})

it('pages have the surface that is documented', () => {
  expect(Object.keys(page satisfies typeof Everywhere).toSorted()).toEqual(['wasm', 'workerSource'])
})
