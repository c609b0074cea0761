/** Draws how the loss went. simple-ascii-chart does the drawing. */
import { plot } from 'simple-ascii-chart'
import type { LossPoint, LossPoints } from '../session/loss-record.ts'
import { formatMetric } from './number-formats.ts'

const rows = 13
const [fewestColumns, mostColumns] = [16, 72] as const

/** Marks on an axis, at most. */
const [mostEpochMarks, lossMarks] = [10, 4] as const

/** Epochs to mark: all of them, or every second, fifth, tenth ... */
function epochMarks(last: number): number[] {
  const steps = [1, 2, 5].flatMap((digit) => [1, 10, 100, 1000, 10_000, 100_000].map((scale) => digit * scale))
  const step = steps.sort((a, b) => a - b).find((size) => last / size <= mostEpochMarks) ?? last
  return Array.from({ length: Math.floor(last / step) }, (_, index) => (index + 1) * step)
}

const isFinitePoint = (point: LossPoint): boolean => point.every(Number.isFinite)

/**
 * The losses as a line, those of the validation images as dots, and what is what.
 *
 * @param columns - width that is there
 * @returns nothing where there are fewer than two points to draw a line through
 */
export function formatLossCurve(points: LossPoints, columns: number): string[] {
  const training = points.training.filter(isFinitePoint)
  const validation = points.validation.filter(isFinitePoint)
  if (training.length < 2) return []
  const most = Math.max(...[...training, ...validation].map(([, loss]) => loss))
  // Beside the line: the axis with its numbers, and the point of the other axis.
  const marginColumns = formatMetric(most).length + 3
  const last = Math.ceil(training.at(-1)![0])
  const chart = plot(
    training.map(([x, y]) => [x, y]),
    {
      width: Math.min(mostColumns, Math.max(fewestColumns, columns - marginColumns)),
      height: rows,
      yRange: [0, most],
      customXAxisTicks: epochMarks(last),
      customYAxisTicks: Array.from({ length: lossMarks + 1 }, (_, index) => (most * index) / lossMarks),
      formatter: (value, { axis }) => (axis === 'y' ? formatMetric(value) : value),
      points: validation.map(([x, y]) => ({ x, y })),
      symbols: { point: '●' },
      xLabel: 'epoch',
    },
  )
  const lines = chart.split('\n').map((line) => line.trimEnd())
  const drawn = lines.slice(
    lines.findIndex((line) => line !== ''),
    lines.findLastIndex((line) => line !== '') + 1,
  )
  return [...drawn, '', `━ training${validation.length > 0 ? '   ● validation' : ''}`]
}
