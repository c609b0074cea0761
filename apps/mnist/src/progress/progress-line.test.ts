import { expect, test } from 'vitest'
import { formatEta, formatProgressLine } from './progress-line.ts'

const measures = { loss: 0.4871, accuracy: 0.8612, valLoss: 0.2711, valAccuracy: 0.9188 }

test('a wide terminal has room for the bar', () => {
  expect(formatProgressLine({ step: 56, steps: 225, time: 'ETA 1.2s', measures: { loss: 0.5 } }, 120)).toBe(
    ' 56/225 ━━━━━━━─────────────────────── ETA 1.2s  loss 0.5000',
  )
})

test('the bar shrinks to what room there is', () => {
  const line = formatProgressLine({ step: 225, steps: 225, time: '4.2s', measures }, 90)
  expect(line).toBe(
    '225/225 ━━━ 4.2s  loss 0.4871  accuracy 0.8612  valLoss 0.2711  valAccuracy 0.9188'.replace('━━━', '━'.repeat(11)),
  )
  expect(line).toHaveLength(90)
})

test('in 80 columns an epoch still shows all it has', () => {
  expect(formatProgressLine({ step: 225, steps: 225, time: '4.2s', measures }, 79)).toBe(
    '225/225 4.2s  loss 0.4871  accuracy 0.8612  valLoss 0.2711  valAccuracy 0.9188',
  )
})

test('no terminal is too narrow', () => {
  expect(formatProgressLine({ step: 1, steps: 225, time: 'ETA 1m 02s', measures }, 20)).toBe('  1/225 ETA 1m 02s  ')
})

test('before the first step there is no estimate', () => {
  expect(formatEta(Infinity)).toBe('ETA -')
  expect(formatEta(0.2)).toBe('ETA 1s')
  expect(formatEta(62)).toBe('ETA 1m 02s')
})
