/** Which tasks share a dispatch. */
import { expect, test } from 'vitest'
import type { ProgramTask } from './steps.ts'
import { sideBySide, type TaskFacts } from './side-by-side.ts'

const task = (name: string, reads: readonly number[], writes: readonly number[], size?: number): ProgramTask => ({
  task: { name, reads: [], writes: [], workgroups: 1, emit: () => {}, ...(size !== undefined && { size }) },
  reads,
  writes,
})
const facts: TaskFacts = { bindingOf: () => 'arena', sharedBytesOf: () => 0, updates: [] }
const limits = { bindings: 8, sharedBytes: 16384 }
const names = (tasks: readonly ProgramTask[], more: Partial<TaskFacts> = {}): string[] =>
  sideBySide(tasks, { ...facts, ...more }, limits).map((together) => together.map(({ task: { name } }) => name).join('+'))

test('what needs nothing of one another runs together', () => {
  expect(names([task('a', [0], [10]), task('b', [10], [11]), task('c', [1], [12]), task('d', [11, 12], [13])])).toEqual([
    'a+c',
    'b',
    'd',
  ])
})

test('a state is replaced after it has been read', () => {
  const updates = [{ parameter: 0, result: 11 }]
  expect(names([task('reads', [0], [10]), task('replaces', [1], [11])], { updates })).toEqual(['reads', 'replaces'])
  expect(names([task('reads', [0], [10]), task('replaces', [1], [11])])).toEqual(['reads+replaces'])
})

test('a temporary that is written again is written after it has been read', () => {
  expect(names([task('a', [0], [10]), task('b', [10], [11]), task('c', [1], [10]), task('d', [10], [12])])).toEqual([
    'a',
    'b',
    'c',
    'd',
  ])
})

test('a dispatch has workgroups of one size, so many bindings, and so much workgroup memory', () => {
  expect(names([task('a', [0], [10]), task('b', [1], [11], 256)])).toEqual(['a', 'b'])
  const bindingOf = (id: number): string => String(id)
  expect(names([task('a', [0, 1, 2, 3], [10]), task('b', [4, 5, 6], [11])], { bindingOf })).toEqual(['a', 'b'])
  expect(names([task('a', [0], [10]), task('b', [1], [11])], { sharedBytesOf: () => 10000 })).toEqual(['a', 'b'])
})

test('a task that asks for it is alone', () => {
  expect(names([task('a', [0], [10]), { ...task('b', [1], [11]), isAlone: true }, task('c', [2], [12])])).toEqual(['a+c', 'b'])
})
