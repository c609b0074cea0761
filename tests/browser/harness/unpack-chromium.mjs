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

/**
 * A browser that can be started, and what its process needs besides this one's environment.
 *
 * @typedef {{ readonly executable: string, readonly environment: Readonly<Record<string, string>> }} BrowserFiles
 */

/** @param {string} folder @param {string} archives */
async function unpackInto(folder, archives) {
  const open = (/** @type {string} */ name) =>
    /** @type {const} */ ([createReadStream(join(archives, name)), createBrotliDecompress()])
  const executable = join(folder, 'chromium')
  await pipeline(...open('chromium.br'), createWriteStream(executable))
  await chmod(executable, 0o755)
  await pipeline(...open('al2023.tar.br'), extract(folder))
  // SwiftShader, a GPU in software, is looked for beside the executable.
  await pipeline(...open('swiftshader.tar.br'), extract(folder))
}

/**
 * The npm Chromium, ready to start: it takes some seconds the first time.
 *
 * @returns {Promise<BrowserFiles>}
 */
export async function unpackChromium() {
  // The package's own functions unpack into the system's temporary folder, whatever the version, and not at once.
  const home = join(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')), '..')
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  const folder = join(cache, version)
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true })
    const unfinished = await mkdtemp(join(cache, `${version}-`))
    await unpackInto(unfinished, join(home, 'bin'))
    // Another process may have been faster.
    await rename(unfinished, folder).catch(async (/** @type {unknown} */ error) => {
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
