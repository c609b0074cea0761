/** Reads the command line. commander parses it: flags anywhere, help, and suggestions for mistyped ones are its work. */
import { Command, CommanderError, Option } from 'commander'
import { ArgumentError, suggest } from 'neurite'
import type { Io } from '../output/io.ts'
import {
  type CommandName,
  commandNames,
  commandRows,
  type EvaluateOptions,
  type PredictOptions,
  type TrainOptions,
} from './command-options.ts'
import { type OptionRow, optionRows } from './run-options.ts'

/** What a person asked for. */
export type Request =
  | { readonly command: 'train'; readonly options: TrainOptions }
  | { readonly command: 'evaluate'; readonly options: EvaluateOptions }
  | { readonly command: 'predict'; readonly options: PredictOptions }

const epilogue = `
Without --load, evaluate and predict train a model first, with the options given.
Equal options give equal results. Ctrl-C ends the training after the current step.`

const optionOf = (row: OptionRow): Option => {
  const option = new Option(row.flags, row.description)
  if (row.read) option.argParser(row.read)
  if (row.default !== undefined) option.default(row.default)
  return option
}

/** What commands have for themselves, for the help of all of them. */
function ownOptionsHelp(root: Command): string {
  const helper = root.createHelp()
  helper.prepareContext({ helpWidth: root.configureOutput().getOutHelpWidth?.() ?? 80 })
  const width = Math.max(...commandNames.flatMap((name) => commandRows[name].options.map(({ flags }) => flags.length)))
  return commandNames
    .flatMap((name) => [
      '',
      `Options of ${name}:`,
      ...commandRows[name].options.map((row: OptionRow) =>
        helper.formatItem(row.flags, width, helper.optionDescription(optionOf(row)), helper),
      ),
    ])
    .join('\n')
}

/** An argument that is no flag. After `train` it may be a mistyped command: those go to the default. */
function unexpected(command: CommandName, extra: string): ArgumentError {
  if (command !== 'train') {
    return new ArgumentError(`${command}: unexpected argument "${extra}"; it takes options only, see --help`)
  }
  const hint = /\.png$/i.test(extra) ? `did you mean "predict ${extra}"?` : suggest(extra, commandNames)
  return new ArgumentError(`unknown command "${extra}"; ${hint}`)
}

/** What was asked for, by command. Each value went through its row's reader. */
const requests = {
  train: (command) => ({ command: 'train', options: command.optsWithGlobals<TrainOptions>() }),
  evaluate: (command) => {
    const options = command.optsWithGlobals<EvaluateOptions>()
    const isSeedGiven = command.getOptionValueSourceWithGlobals('seed') === 'cli'
    const other = options.load === undefined ? isSeedGiven && '--seed' : '--load'
    if (options.seeds && other) throw new ArgumentError(`--seeds: a model is trained with each of them; leave ${other} out`)
    return { command: 'evaluate', options }
  },
  predict: (command) => {
    const files = command.args
    if (files.length > 0 && command.getOptionValueSource('count') === 'cli') {
      throw new ArgumentError('--count: it says how many test images to predict, but files were named; leave one of them out')
    }
    return { command: 'predict', options: { ...command.optsWithGlobals<Omit<PredictOptions, 'files'>>(), files } }
  },
} as const satisfies Record<CommandName, (command: Command) => Request>

/** The command that knows every flag; `request` hears what was asked for. */
function createCommand({ stdout }: Io, request: (request: Request) => void): Command {
  const root = new Command('mnist')
    .description('Trains a classifier of handwritten digits.')
    .usage('[train|evaluate|predict] [options]')
    .exitOverride()
    .configureOutput({ writeOut: (text) => void stdout.write(text), writeErr: () => {}, outputError: () => {} })
    .configureHelp({ showGlobalOptions: true })
  root.addHelpText('after', () => ownOptionsHelp(root)).addHelpText('after', epilogue)
  for (const row of optionRows) root.addOption(optionOf(row))
  for (const name of commandNames) {
    const { description, operands, options } = commandRows[name]
    const command = root.command(name, { isDefault: name === 'train' }).description(description)
    if (operands === undefined) command.allowExcessArguments()
    else command.argument(operands)
    for (const row of options) command.addOption(optionOf(row))
    command.action(() => {
      const [extra] = command.args
      if (operands === undefined && extra !== undefined) throw unexpected(name, extra)
      request(requests[name](command))
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
