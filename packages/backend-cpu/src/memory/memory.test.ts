/** Memory: zeroed slices, views and copies of them, and what is refused. */
import { type BufferSlice, ExecutionError, InternalError } from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { maxBufferBytes, Memory } from './memory.ts'

const allocateOne = (memory: Memory, sizeBytes: number): BufferSlice => memory.allocate([sizeBytes])[0]!

describe('Memory', () => {
  test('allocates zeros, one slice per size', () => {
    const memory = new Memory()
    const slices = memory.allocate([4, 0, 3])
    expect(slices.map(({ sizeBytes }) => sizeBytes)).toEqual([4, 0, 3])
    expect(slices.map((slice) => Array.from(memory.bytes(slice)))).toEqual([[0, 0, 0, 0], [], [0, 0, 0]])
  })

  test('shows elements where they lie', () => {
    const memory = new Memory()
    const slice = allocateOne(memory, 8)
    memory.bytes(slice).set([1, 0, 0, 0, 255, 255, 255, 255])
    const elements = memory.elements(slice, 'int32')
    expect(elements).toEqual(Int32Array.of(1, -1))
    expect(elements.buffer).toBe(memory.bytes(slice).buffer)
  })

  test('shows a part of a buffer, aligned or not', () => {
    const memory = new Memory()
    const whole = allocateOne(memory, 12)
    memory.bytes(whole).set([0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0])
    expect(memory.elements({ ...whole, offsetBytes: 8, sizeBytes: 4 }, 'int32')).toEqual(Int32Array.of(2))
    expect(memory.elements({ ...whole, offsetBytes: 1, sizeBytes: 4 }, 'int32')).toEqual(Int32Array.of(1))
  })

  test('refuses a freed buffer, and one of another memory', () => {
    const memory = new Memory()
    const slice = allocateOne(memory, 4)
    expect(() => new Memory().bytes(slice)).toThrow('internal: cpu: the buffer belongs to another backend')
    expect(() => memory.bytes({ buffer: {}, offsetBytes: 0, sizeBytes: 4 })).toThrow('another backend')
    memory.free([slice])
    expect(() => memory.bytes(slice)).toThrow('internal: cpu: the buffer was freed')
    expect(() => memory.free([slice])).toThrow(InternalError)
  })

  test.each([
    [-1, 4],
    [1, 4],
    [0, 5],
    [0, -1],
  ])('refuses a slice at %d of %d bytes in a buffer of 4', (offsetBytes, sizeBytes) => {
    const memory = new Memory()
    const slice = { ...allocateOne(memory, 4), offsetBytes, sizeBytes }
    expect(() => memory.bytes(slice)).toThrow('is outside its buffer of 4 bytes')
  })

  test('names the bytes that it cannot allocate', () => {
    const memory = new Memory()
    const allocate = () => memory.allocate([maxBufferBytes + 1])
    expect(allocate).toThrow(ExecutionError)
    expect(allocate).toThrow('cpu: cannot allocate 2147483649 bytes')
    expect(() => memory.allocate([-1])).toThrow('internal: cpu: cannot allocate -1 bytes')
    expect(() => memory.allocate([1.5])).toThrow(InternalError)
  })
})
