/** The line that shows how far an epoch is: `150/225 ━━━━━━━━━───── ETA 1.2s  loss 0.4871`. */
import { formatMetric, formatSeconds } from '../report/number-formats.ts'

/** Losses and metrics by name. */
export type Measures = Readonly<Record<string, number>>

/** How far an epoch is. */
export interface Progress {
  readonly step: number
  readonly steps: number
  /** `ETA 3.2s` under way, the time it took in the end. */
  readonly time: string
  readonly measures: Measures
}

const longestBar = 30
const shortestBar = 4

/** Losses and metrics as text: `loss 0.4871  accuracy 0.8612`. */
export const formatMeasures = (measures: Measures, separator: string): string =>
  Object.entries(measures)
    .map(([name, value]) => `${name} ${formatMetric(value)}`)
    .join(separator)

/** An estimate, in whole seconds: it is no better than that. */
export function formatEta(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'ETA -'
  return `ETA ${seconds < 10 ? `${Math.ceil(seconds)}s` : formatSeconds(seconds)}`
}

/** The line, at most `columns` wide: the bar takes what room there is, up to a length, and gives way where there is none. */
export function formatProgressLine({ step, steps, time, measures }: Progress, columns: number): string {
  const counter = `${String(step).padStart(String(steps).length)}/${steps}`
  const rest = [time, formatMeasures(measures, '  ')].filter((part) => part !== '').join('  ')
  const length = Math.min(longestBar, columns - counter.length - rest.length - 2)
  if (length < shortestBar) return `${counter} ${rest}`.slice(0, columns)
  const done = Math.round((step / steps) * length)
  return `${counter} ${'━'.repeat(done)}${'─'.repeat(length - done)} ${rest}`
}
