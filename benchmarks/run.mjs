/** `pnpm bench`: installs the peers, builds our packages, measures, prints, writes JSON. */
import { writeFileSync } from 'node:fs'
import { runTasksQuietly } from '../scripts/turbo.mjs'
import { installPeers } from './command-line/install-peers.mjs'
import { help, readOptions } from './command-line/options.mjs'

/** @param {string} line */
const print = (line) => process.stdout.write(`${line}\n`)

const buildPackages = async () => {
  const tasks = ['build', '--filter=neurite', '--filter=@neurite/datasets', '--filter=@neurite/mnist-app']
  if ((await runTasksQuietly(tasks, 'Building Neurite; the next time this is quick.')) !== 0)
    throw new Error('bench: building our packages failed')
}

/** @param {import('./command-line/options.mjs').Options} options */
async function bench(options) {
  await buildPackages()
  // Imported late: both read our built packages.
  if (options.mode === 'micro') return (await import('./micro/micro.mjs')).runMicro(options, print)
  if (!options.peers?.includes('none')) installPeers()
  return (await import('./harness/run-workloads.mjs')).runWorkloads(options, print)
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options.help) print(help)
  else {
    const report = await bench(options)
    if (options.json) writeFileSync(options.json, `${JSON.stringify(report, undefined, 2)}\n`)
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
