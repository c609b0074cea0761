import { expect, test } from 'vitest'
import type { LossPoint } from '../session/loss-record.ts'
import { formatLossCurve } from './loss-curve.ts'

const line = (count: number, loss: (epoch: number) => number): LossPoint[] =>
  Array.from({ length: count }, (_, index) => [index + 1, loss(index + 1)])

test('a line that falls, and dots for the validation images', () => {
  const lines = formatLossCurve(
    {
      training: line(4, (epoch) => 1 / epoch),
      validation: [
        [2, 0.75],
        [4, 0.5],
      ],
    },
    40,
  )
  expect(lines).toEqual([
    '      ▲',
    '1.0000┤━━━━━━━━━┓',
    '      │         ┃',
    '      │         ┃',
    '0.7500┤         ┃●',
    '      │         ┃',
    '      │         ┃',
    '0.5000┤         ┗━━━━━━━━━┓          ●',
    '      │                   ┃',
    '      │                   ┗━━━━━━━━━┓',
    '0.2500┤                             ┗━',
    '      │',
    '      │',
    '0.0000┤',
    '      └┬─────────┬─────────┬─────────┬▶',
    '       1         2         3         4',
    '                 epoch',
    '',
    '━ training   ● validation',
  ])
})

test.each([20, 80, 200])('in %d columns nothing is wider', (columns) => {
  const losses = line(1000, (epoch) => 1234.5 / epoch)
  for (const text of formatLossCurve({ training: losses, validation: losses }, columns)) {
    expect(text.length).toBeLessThanOrEqual(Math.max(columns, 27))
  }
})

test('with many epochs, round ones are marked', () => {
  const lines = formatLossCurve({ training: line(230, (epoch) => 1 / epoch), validation: [] }, 80)
  expect(lines.at(-4)!.trim().split(/\s+/)).toEqual(['50', '100', '150', '200'])
  expect(lines.at(-1)).toBe('━ training')
})

test('without two points there is no line', () => {
  expect(formatLossCurve({ training: [[1, 1]], validation: [[1, 1]] }, 80)).toEqual([])
  expect(
    formatLossCurve(
      {
        training: [
          [1, Number.NaN],
          [2, 1],
        ],
        validation: [],
      },
      80,
    ),
  ).toEqual([])
})
