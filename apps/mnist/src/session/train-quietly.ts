/** Training that leaves no trace on the screen, for commands that are about what comes after it. */
import type { RunOptions } from '../options/run-options.ts'
import type { Io } from '../output/io.ts'
import { ProgressBar } from '../progress/progress-bar.ts'
import type { Session } from './session.ts'
import { type Training, trainModel } from './train-model.ts'

/** Trains. A person at a terminal sees a bar that goes away; stdout stays free. */
export const trainQuietly = (session: Session, options: RunOptions, io: Io): Promise<Training> =>
  trainModel(session, options, io, io.stderr.isTTY ? [new ProgressBar(io.stderr, { isTransient: true })] : [])
