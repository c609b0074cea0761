/** Finds a Chromium: the one that is named, npm's, an installed one, Playwright's. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'
import { type BrowserFiles, unpackChromium } from './unpack-chromium.mjs'

/** Names a browser that is to be used instead of any other. */
const variable = 'NEURITE_CHROMIUM'

/** What Chrome and Chromium are called on the path. */
const commands = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser', 'chrome']

/** Where they are elsewhere, by platform. */
const installed: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  win32: ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].map((name) =>
    join(process.env[name] ?? 'C:\\', 'Google\\Chrome\\Application\\chrome.exe'),
  ),
}

const ready = (executable: string | undefined): BrowserFiles | undefined =>
  executable !== undefined && existsSync(executable) ? { executable, environment: {} } : undefined

function named(): BrowserFiles | undefined {
  const executable = process.env[variable]
  if (!executable) return undefined
  if (!existsSync(executable)) throw new Error(`${variable} is ${executable}, which does not exist; name a Chrome or Chromium`)
  return ready(executable)
}

function onThisMachine(): BrowserFiles | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const onPath = folders.flatMap((folder) => commands.map((command) => join(folder, command)))
  return ready([...onPath, ...(installed[process.platform] ?? [])].find((executable) => existsSync(executable)))
}

/** In the order in which they are asked. */
const places: readonly (() => BrowserFiles | undefined | Promise<BrowserFiles>)[] = [
  named,
  () => (process.platform === 'linux' && process.arch === 'x64' ? unpackChromium() : undefined),
  onThisMachine,
  () => ready(chromium.executablePath()),
]

/** @throws Error with remedies when there is no browser: tests that need one must not pass without it */
export async function findBrowser(): Promise<BrowserFiles> {
  for (const place of places) {
    const found = await place()
    if (found) return found
  }
  throw new Error(
    `no Chromium for the tests in a browser; install Chrome or Chromium, run \`npx playwright-core install chromium\`, or name one: ${variable}=/path/to/chrome`,
  )
}
