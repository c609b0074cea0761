/** Gives the test processes a GPU in software: SwiftShader, which comes with the npm Chromium. Runs once, before any of them starts. */
import { dirname } from 'node:path'
import { unpackChromium } from './unpack-chromium.ts'

/** A Vulkan driver is found through the environment of a process, which has to stand before it starts. */
export default async function setup(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64' || process.env['VK_ICD_FILENAMES']) return
  const { executable, environment } = await unpackChromium()
  process.env['VK_ICD_FILENAMES'] = environment['VK_ICD_FILENAMES']
  process.env['LD_LIBRARY_PATH'] = [dirname(executable), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':')
}
