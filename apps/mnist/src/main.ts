/** The program, from its arguments to its exit code. */
import { debugLevel } from 'neurite'
import { evaluate } from './commands/evaluate.ts'
import { predict } from './commands/predict.ts'
import { train } from './commands/train.ts'
import { readCommandLine, type Request } from './options/command-line.ts'
import type { Io } from './output/io.ts'

function run(request: Request, io: Io): Promise<number> {
  switch (request.command) {
    case 'train':
      return train(request.options, io)
    case 'evaluate':
      return evaluate(request.options, io)
    case 'predict':
      return predict(request.options, io)
    default:
      return request satisfies never
  }
}

/** An error as one line; with `NEURITE_DEBUG` its stack, and what caused it, as well. */
function describeError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const lines = [`mnist: ${message.trim().replaceAll(/\s*\n\s*/g, ' ')}`]
  if (debugLevel() < 1) return lines.join('\n')
  for (let shown = error; shown instanceof Error; shown = shown.cause) lines.push(shown.stack ?? String(shown))
  return lines.join('\n')
}

/**
 * Does what the arguments ask for.
 *
 * @returns 0 when all went well, 1 after an error, 130 when it was interrupted
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  try {
    const request = readCommandLine(args, io)
    return request ? await run(request, io) : 0
  } catch (error) {
    io.stderr.write(`${describeError(error)}\n`)
    return 1
  }
}
