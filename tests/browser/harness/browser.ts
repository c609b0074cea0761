/** A headless browser that opens test pages and calls their tasks. */
import { type Browser, chromium, type Page } from 'playwright-core'
import type { SiteFiles } from './bundle.ts'
import { findBrowser } from './find-browser.ts'
import { serve, type SiteOptions } from './serve.ts'

/** Nothing that asks the network, and no sandbox: containers often allow none. */
const flags = [
  '--no-sandbox',
  '--headless',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
]

/** A page that is open. */
export interface TestPage {
  readonly page: Page
  /** Warnings and errors of its console. */
  readonly complaints: readonly string[]
  /** Calls a task that the page offers; what goes in and comes out is JSON. */
  task<Result>(name: string, argument?: unknown): Promise<Result>
  close(): Promise<void>
}

/** The browser of a test file. */
export class TestBrowser {
  readonly #browser: Browser

  private constructor(browser: Browser) {
    this.#browser = browser
  }

  /** @param extra - more flags, such as those of WebGPU */
  static async start(extra: readonly string[] = []): Promise<TestBrowser> {
    const { executable, environment } = await findBrowser()
    const env = { ...process.env, ...environment }
    return new TestBrowser(await chromium.launch({ executablePath: executable, args: [...flags, ...extra], env }))
  }

  /** Opens a page that runs `/page.js` of a site of its own. */
  async open(files: SiteFiles, options: SiteOptions = {}): Promise<TestPage> {
    const site = await serve(files, options)
    const page = await this.#browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (['warning', 'error'].includes(message.type())) complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(site.url)
    await page.waitForFunction(() => 'tasks' in globalThis)
    return {
      page,
      complaints,
      task: (name, argument) =>
        page.evaluate(
          ([called, given]) =>
            (globalThis as unknown as { tasks: Record<string, (given: unknown) => Promise<never>> }).tasks[called]!(given),
          [name, argument] as const,
        ),
      close: async () => {
        await page.close()
        await site.close()
      },
    }
  }

  close(): Promise<void> {
    return this.#browser.close()
  }
}
