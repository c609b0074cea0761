/** Serves a page and its scripts from memory, with the headers under test. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SiteFiles } from './bundle.ts'

/** What a browser is told about a site. */
export interface SiteOptions {
  /** Sends the headers that isolate pages and workers, so that threads can share memory. */
  readonly isIsolated?: boolean
  /** The content security policy; none by default. */
  readonly policy?: string
}

/** A site that answers. */
export interface Site {
  readonly url: string
  close(): Promise<void>
}

/** Every path without a file is a page that runs `/page.js`. */
const page = '<!doctype html><meta charset="utf-8"><title>test</title><script type="module" src="/page.js"></script>'

function headersOf({ isIsolated = false, policy }: SiteOptions): Record<string, string> {
  return {
    ...(isIsolated && { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }),
    ...(policy !== undefined && { 'content-security-policy': policy }),
  }
}

/** Serves files on a free port of this machine. */
export async function serve(files: SiteFiles, options: SiteOptions = {}): Promise<Site> {
  const headers = headersOf(options)
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const script = files.get(pathname)
    if (script === undefined && pathname.endsWith('.js')) return response.writeHead(404, headers).end()
    const type = script === undefined ? 'text/html' : 'text/javascript'
    return response.writeHead(200, { ...headers, 'content-type': `${type}; charset=utf-8` }).end(script ?? page)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
