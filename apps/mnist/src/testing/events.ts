/** Events of a training that no model takes part in. */
import { type BatchEvent, type EpochEndEvent, type EpochEvent, type Logs, Sequential } from 'neurite'

const model = new Sequential()

export const epochEvent = (event: Partial<EpochEvent> = {}): EpochEvent => ({ model, epoch: 0, epochs: 2, steps: 4, ...event })

/** @param logs - the values that were read last, and that reading gives */
export const batchEvent = (step: number, logs: Logs, event: Partial<EpochEvent> = {}): BatchEvent => ({
  ...epochEvent(event),
  step,
  recentLogs: logs,
  logs: async () => logs,
})

export const epochEndEvent = (logs: Logs, event: Partial<EpochEvent> = {}): EpochEndEvent => ({
  ...epochEvent(event),
  logs,
  seconds: 2.5,
})
