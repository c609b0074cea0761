/** The command line program: `main` in this process. */
import { main } from './main.ts'
import type { TextStream } from './output/io.ts'

/** `mnist | head` closes our output early: there is nobody left to print for. */
function endWhenClosed(stream: TextStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit()
  })
}

endWhenClosed(process.stdout)
endWhenClosed(process.stderr)

// Not `process.exit`: what was printed into a pipe may still be on its way.
process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  exit: (code) => process.exit(code),
})
