/** Reads the command line. commander parses it: flags anywhere, help, and suggestions for mistyped ones are its work. */
import { Command, CommanderError, Option } from 'commander'
import { ArgumentError, suggest } from 'neurite'
import type { Io } from '../output/io.ts'
import { readCount } from './option-values.ts'
import { type OptionRow, optionRows, type RunOptions } from './run-options.ts'

/** One row per command: what it does, and the options that it has for itself. */
const commandRows = {
  train: { description: 'train a model, evaluate it, and show where it errs (the default)', options: [] },
  evaluate: { description: 'train without a word, then print only the evaluation', options: [] },
  predict: {
    description: 'train without a word, then draw test images with their class probabilities',
    options: [{ flags: '--count <count>', description: 'images to predict', read: readCount('--count'), default: 5 }],
  },
} as const satisfies Record<string, { description: string; options: readonly OptionRow[] }>

export type CommandName = keyof typeof commandRows

export const commandNames = Object.keys(commandRows) as readonly CommandName[]

/** The options of `predict`. */
export interface PredictOptions extends RunOptions {
  readonly count: number
}

/** What a person asked for. */
export type Request =
  | { readonly command: Exclude<CommandName, 'predict'>; readonly options: RunOptions }
  | { readonly command: 'predict'; readonly options: PredictOptions }

const epilogue = `
Trained weights are not kept: evaluate and predict train a model first, with the options given.
Equal options give equal results. Ctrl-C ends the training after the current step.`

function addOptions(command: Command, rows: readonly OptionRow[]): void {
  for (const row of rows) {
    const option = new Option(row.flags, row.description)
    if (row.read) option.argParser(row.read)
    if (row.default !== undefined) option.default(row.default)
    command.addOption(option)
  }
}

/** An argument that is no flag. After `train` it may be a mistyped command: those go to the default. */
const unexpected = (command: CommandName, extra: string): ArgumentError =>
  new ArgumentError(
    command === 'train'
      ? `unknown command "${extra}"; ${suggest(extra, commandNames)}`
      : `${command}: unexpected argument "${extra}"; it takes options only, see --help`,
  )

/** The command that knows every flag; `request` hears what was asked for. */
function createCommand({ stdout }: Io, request: (request: Request) => void): Command {
  const root = new Command('mnist')
    .description('Trains a classifier of handwritten digits.')
    .usage('[train|evaluate|predict] [options]')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: () => {}, outputError: () => {} })
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', epilogue)
  addOptions(root, optionRows)
  for (const name of commandNames) {
    const row = commandRows[name]
    const command = root
      .command(name, { isDefault: name === 'train' })
      .description(row.description)
      .allowExcessArguments()
    addOptions(command, row.options)
    command.action(() => {
      const [extra] = command.args
      if (extra !== undefined) throw unexpected(name, extra)
      // Each value went through its row's reader.
      if (name === 'predict') request({ command: name, options: command.optsWithGlobals<PredictOptions>() })
      else request({ command: name, options: command.optsWithGlobals<RunOptions>() })
    })
  }
  return root
}

/** commander's message as one line of ours. */
const inOneLine = (message: string): string =>
  message.replace(/^error: /, '').replace(/\n\(Did you mean (.+)\?\)$/, '; did you mean $1?')

/**
 * Reads the command line.
 *
 * @param args - without the program's own name
 * @returns undefined when it only asked for help, which was printed
 * @throws ArgumentError on what is unknown, or has no such value
 */
export function readCommandLine(args: readonly string[], io: Io): Request | undefined {
  let request: Request | undefined
  const command = createCommand(io, (asked) => (request = asked))
  // pnpm hands over the `--` that npm's users put before a program's own flags.
  const own = args[0] === '--' ? args.slice(1) : args
  try {
    command.parse(own, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return undefined
    throw new ArgumentError(inOneLine(error.message), { cause: error })
  }
  return request
}
