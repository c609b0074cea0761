import { ArgumentError, DataError } from 'neurite'
import { expect, test } from 'vitest'
import { blame } from './blame.ts'

const fail = (error: Error, fix?: string): Promise<unknown> =>
  blame(
    '--load',
    async () => {
      throw error
    },
    fix,
  )

test('what goes well is handed on', async () => expect(await blame('--load', async () => 7)).toBe(7))

test.each([
  [new DataError('loadModel: the file is damaged'), '--load: the file is damaged; name another'],
  [new ArgumentError('mlp.save: no place; name a place that can'), '--load: no place; name a place that can'],
  [new ArgumentError('--load: said already'), '--load: said already; name another'],
])('%# the option is named, and the fix where there is none', async (error, message) => {
  await expect(fail(error, 'name another')).rejects.toThrow(new DataError(message))
  await expect(fail(error)).rejects.toThrow(message.replace('; name another', ''))
})

test('our own defects stay what they are', async () => {
  const defect = new TypeError('oops: undefined')
  await expect(fail(defect)).rejects.toBe(defect)
})
