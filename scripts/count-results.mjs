/** Prints the closing line of a whole run: `N passed, N failed`, the tests of the last test run and the checks around it. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * @param {string} file - a report of vitest's JSON reporter; without it no test ran
 * @param {{ passed: number, failed: number }} checks - checks that are no tests
 */
export function countResults(file, checks) {
  /** @type {{ numPassedTests: number, numFailedTests: number }} */
  const tests = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { numPassedTests: 0, numFailedTests: 0 }
  return `${tests.numPassedTests + checks.passed} passed, ${tests.numFailedTests + checks.failed} failed`
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [passed, failed] = process.argv.slice(2).map(Number)
  const report = fileURLToPath(new URL('../.cache/test-results.json', import.meta.url))
  console.log(countResults(report, { passed: passed ?? 0, failed: failed ?? 0 }))
}
