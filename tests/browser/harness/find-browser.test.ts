/** A browser that was asked for and is not there fails the run. */
import { existsSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { findBrowser } from './find-browser.ts'

afterEach(() => void vi.unstubAllEnvs())

test('the browser that is named is taken before any other', async () => {
  vi.stubEnv('NEURITE_CHROMIUM', process.execPath)
  expect(await findBrowser()).toEqual({ executable: process.execPath, environment: {} })
})

test('one that is named and not there is an error that says so', async () => {
  vi.stubEnv('NEURITE_CHROMIUM', '/nowhere/chrome')
  await expect(findBrowser()).rejects.toThrow('NEURITE_CHROMIUM is /nowhere/chrome, which does not exist')
})

test('without a name there is one', async () => {
  vi.stubEnv('NEURITE_CHROMIUM', '')
  expect(existsSync((await findBrowser()).executable)).toBe(true)
})

test('where there is none, the error says what to do', async () => {
  vi.stubEnv('NEURITE_CHROMIUM', '')
  vi.stubEnv('PATH', '')
  vi.spyOn(process, 'platform', 'get').mockReturnValue('freebsd')
  vi.stubEnv('PLAYWRIGHT_BROWSERS_PATH', '/nowhere')
  await expect(findBrowser()).rejects.toThrow(/^no Chromium .*install Chrome or Chromium, .*NEURITE_CHROMIUM=/)
  vi.restoreAllMocks()
})
