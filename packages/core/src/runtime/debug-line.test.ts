/** Lines about Neurite's own work: which level prints them, and that the others do not even make their text. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { debugLevel, debugLine, setDebugLevel } from './debug.ts'
import { formatKernel, type KernelReport, reportKernel, reportsKernels } from './kernel-report.ts'

const errors = vi.spyOn(console, 'error')

beforeEach(() => {
  errors.mockReset().mockImplementation(() => {})
})

afterEach(() => {
  setDebugLevel(0)
})

const report: KernelReport = {
  backend: 'own',
  name: 'add',
  operands: [{ shape: [2], dtype: 'float32' }],
  results: [{ shape: [2], dtype: 'float32' }],
  timeMs: undefined,
}

test.each([
  [0, 1, false],
  [1, 1, true],
  [1, 2, false],
  [4, 3, true],
])('at level %i, a line of level %i: %s', (level, least, isPrinted) => {
  setDebugLevel(level)
  expect(debugLevel()).toBe(level)
  const text = vi.fn<() => string>(() => 'a line')
  debugLine(least, text)
  expect(text).toHaveBeenCalledTimes(isPrinted ? 1 : 0)
  expect(errors.mock.calls).toEqual(isPrinted ? [['neurite: a line']] : [])
})

test.each([
  [1, false],
  [2, true],
  [3, true],
])('at level %i, kernels are reported: %s', (level, isReported) => {
  setDebugLevel(level)
  expect(reportsKernels()).toBe(isReported)
  reportKernel(report)
  expect(errors.mock.calls).toEqual(isReported ? [[`neurite: ${formatKernel(report)}`]] : [])
})
