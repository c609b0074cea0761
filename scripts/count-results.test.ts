/** The closing line adds tests and checks, and counts no test where no test ran. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { countResults } from './count-results.mjs'

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'neurite-results-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('tests and checks are added', () => {
  const report = join(temporaryFolder(), 'report.json')
  writeFileSync(report, JSON.stringify({ numPassedTests: 40, numFailedTests: 2 }))
  expect(countResults(report, { passed: 7, failed: 1 })).toBe('47 passed, 3 failed')
})

test('a run that never came to its tests counts its checks alone', () => {
  expect(countResults(join(temporaryFolder(), 'report.json'), { passed: 0, failed: 8 })).toBe('0 passed, 8 failed')
})
