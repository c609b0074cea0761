/** Starts a program that takes this process's place: same terminal, same signals, same exit code. */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

/** Whether a terminal is there, which sends Ctrl-C to the child as well as to us. */
const atTerminal = () => process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY

/**
 * Runs a Node program to its end. SIGINT does not end this process: the child decides, and we leave with its exit code.
 *
 * @param {readonly string[]} command - the program's file and its arguments
 * @returns {Promise<number>} the exit code; `128 + n` for a child that signal n ended
 */
export function runProgram(command) {
  const child = spawn(process.execPath, command, { stdio: 'inherit' })
  process.on('SIGINT', () => {
    if (!atTerminal()) child.kill('SIGINT')
  })
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(signal ? 128 + constants.signals[signal] : (code ?? 1)))
  })
}
