/** Unpacks the Chromium that comes from npm, with the libraries that a bare system lacks, once per version. */
import { createReadStream, createWriteStream, existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'
import { extract } from 'tar-fs'

/** Ignored by git, and shared by all test runs of this checkout. */
const cache = fileURLToPath(new URL('../../../.cache/chromium', import.meta.url))

/** A browser that can be started. */
export interface BrowserFiles {
  readonly executable: string
  /** What its process needs besides this one's environment. */
  readonly environment: Readonly<Record<string, string>>
}

async function unpackInto(folder: string, archives: string): Promise<void> {
  const open = (name: string) => [createReadStream(join(archives, name)), createBrotliDecompress()] as const
  const executable = join(folder, 'chromium')
  await pipeline(...open('chromium.br'), createWriteStream(executable))
  await chmod(executable, 0o755)
  await pipeline(...open('al2023.tar.br'), extract(folder))
  // SwiftShader, a GPU in software, is looked for beside the executable.
  await pipeline(...open('swiftshader.tar.br'), extract(folder))
}

/** The npm Chromium, ready to start: it takes some seconds the first time. */
export async function unpackChromium(): Promise<BrowserFiles> {
  // The package's own functions unpack into the system's temporary folder, whatever the version, and not at once.
  const home = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..')
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string }
  const folder = join(cache, version)
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true })
    const unfinished = await mkdtemp(join(cache, `${version}-`))
    await unpackInto(unfinished, join(home, 'bin'))
    // Another process may have been faster.
    await rename(unfinished, folder).catch(async (error: unknown) => {
      await rm(unfinished, { recursive: true, force: true })
      if (!existsSync(folder)) throw error
    })
  }
  const libraries = [join(folder, 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':')
  return {
    executable: join(folder, 'chromium'),
    environment: { LD_LIBRARY_PATH: libraries, VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json') },
  }
}
