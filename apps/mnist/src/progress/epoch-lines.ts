/** A line per epoch, for files and pipes. */
import type { Callback, EpochEndEvent } from 'neurite'
import type { TextStream } from '../output/io.ts'
import { formatSeconds } from '../report/number-formats.ts'
import { formatMeasures } from './progress-line.ts'

/** The line of an epoch that is over: `Epoch 1/5: 225 steps, 4.2s, loss 0.4871, accuracy 0.8612`. */
export const formatEpoch = ({ epoch, epochs, steps, seconds, logs }: Omit<EpochEndEvent, 'model'>): string =>
  `Epoch ${epoch + 1}/${epochs}: ${steps} ${steps === 1 ? 'step' : 'steps'}, ${formatSeconds(seconds)}, ${formatMeasures(logs, ', ')}`

export const epochLines = (stream: TextStream): Callback => ({
  onEpochEnd: (event) => void stream.write(`${formatEpoch(event)}\n`),
})
