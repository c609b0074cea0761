/** Settings of nanCheck as rules. */
import { afterEach, expect, test } from 'vitest'
import { ArgumentError } from '../errors/errors.ts'
import { setNanCheck } from './set-nan-check.ts'
import { nanCheckInForce, nanCheckRule } from './setting.ts'

afterEach(() => setNanCheck(false))

test('infinity counts unless the user says otherwise', () => {
  expect(nanCheckRule('f', true)).toEqual({ infinity: true })
  expect(nanCheckRule('f', {})).toEqual({ infinity: true })
  expect(nanCheckRule('f', { infinity: false })).toEqual({ infinity: false })
  expect(nanCheckRule('f', false)).toBeUndefined()
})

test('the setting for everything', () => {
  expect(nanCheckInForce()).toBeUndefined()
  setNanCheck({ infinity: false })
  expect(nanCheckInForce()).toEqual({ infinity: false })
  setNanCheck(false)
  expect(nanCheckInForce()).toBeUndefined()
})

test.each(['yes', null, { infinity: 1 }])('%j is refused', (setting) => {
  // As from JavaScript.
  expect(() => nanCheckRule('step', setting as never)).toThrow(ArgumentError)
  expect(() => nanCheckRule('step', setting as never)).toThrow(
    /^step: nanCheck must be true, false or \{ infinity: boolean \}, got /,
  )
})
