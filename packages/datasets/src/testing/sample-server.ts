/** A server on this machine that plays a mirror of a data set, well or badly, for tests. */
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { SampleFiles } from './sample-files.ts'

export interface SampleServer {
  /** Address of the folder that the files are in. */
  readonly url: string
  /** Names of the files that were asked for, in order. */
  readonly requests: string[]
}

/** Serves what `answer` says, until the test ends. */
export async function serve(answer: (name: string, ...connection: Parameters<RequestListener>) => void): Promise<SampleServer> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? '', 'http://host').pathname.replace('/data/', '')
    requests.push(name)
    answer(name, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/data`, requests }
}

/** Serves these files; others are answered with 404. The record may be changed between requests. */
export const serveFiles = (files: SampleFiles): Promise<SampleServer> =>
  serve((name, _request, response) => {
    const bytes = files[name]
    if (bytes) response.end(bytes)
    else response.writeHead(404).end()
  })
