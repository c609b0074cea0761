/** A GPU in software, for a process of Node: SwiftShader, which comes with the npm Chromium. */
import { dirname } from 'node:path'
import { unpackChromium } from './unpack-chromium.mjs'

/**
 * The environment of a process that is to find SwiftShader. A Vulkan driver is looked for when a process starts, so it has to stand
 * before.
 *
 * @returns {Promise<Readonly<Record<string, string>> | undefined>} undefined where npm has none, or the environment names a driver
 */
export async function softwareGpu() {
  if (process.platform !== 'linux' || process.arch !== 'x64' || process.env['VK_ICD_FILENAMES']) return undefined
  const { executable, environment } = await unpackChromium()
  const libraries = [dirname(executable), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':')
  return { VK_ICD_FILENAMES: environment['VK_ICD_FILENAMES'] ?? '', LD_LIBRARY_PATH: libraries }
}

/** Before any test: vitest calls it once, and the processes of tests inherit the environment. */
export default async function setup() {
  Object.assign(process.env, await softwareGpu())
}
