/** `pnpm mnist`: builds what changed, then hands everything over to the program of apps/mnist. */
import { fileURLToPath } from 'node:url'
import { runProgram } from './run-program.mjs'
import { runTasksQuietly } from './turbo.mjs'

const program = fileURLToPath(new URL('../apps/mnist/dist/cli.js', import.meta.url))

const built = await runTasksQuietly(['build', '--filter=@neurite/mnist-app'], 'Building Neurite; the next time this is quick.')
process.exitCode = built === 0 ? await runProgram([program, ...process.argv.slice(2)]) : built
