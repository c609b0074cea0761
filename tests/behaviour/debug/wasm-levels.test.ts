/** What each debug level prints of the Wasm backend, which loads what prints it. */
import { cpu } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { type Backend, compile, scan, setBackend, setDebugLevel, tensor, type Tensor, withLayerPath, zeros } from '@neurite/core'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'

const errors = vi.spyOn(console, 'error')
let backend: Backend | undefined

beforeEach(() => {
  errors.mockReset().mockImplementation(() => {})
})

afterEach(async () => {
  setDebugLevel(0)
  await backend?.dispose()
})

afterAll(() => setBackend(cpu()))

const printed = (): string[] => errors.mock.calls.map(([line]) => String(line))
const has = (pattern: RegExp): boolean => printed().some((line) => pattern.test(line))

const use = async (threads: number): Promise<void> => {
  backend = await setBackend(wasm({ threads, simd: 'plain' }))
}

const compilation = /^neurite: wasm compiles a program of \d+ nodes$/
const kernel =
  /^neurite: wasm: dotGeneral\+add\(float32\[2, 3\], float32\[3, 1\]\) -> float32\[2, 1\] {2}44 B {2}[\d.]+ ms {2}[\d.e-]+ GFLOP\/s {2}model\/dense$/
const plainKernel = /^neurite: wasm: cumSum\(float32\[2, 1\]\) -> float32\[2, 1\] {2}16 B {2}[\d.]+ ms {2}model\/dense$/
const kernels = /^neurite: wasm: kernels:\nkernels\(%0 float32\[2, 3\], %1 float32\[3, 1\]\) {\n {2}product \(i < 2\)/
const source =
  /^neurite: wasm: module of \d+ bytes:\n[^]*: dotGeneral\+add\(i32 i32 i32\) {\n[^]* f32\.mul [^]*: run\(i32 i32 i32 i32\) {\n/

test.each([0, 1, 2, 3, 4])('level %i', async (level) => {
  setDebugLevel(level)
  await use(1)
  const product = compile((x: Tensor, y: Tensor) => withLayerPath('model/dense', () => x.matmul(y).add(1).cumSum(0)))
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ])
  expect(await product(x, tensor([[1], [2], [3]])).array()).toEqual([[15], [48]])
  const expected = [
    [compilation, 1],
    [kernel, 2],
    [plainKernel, 2],
    [kernels, 4],
    [source, 4],
  ] as const
  for (const [pattern, least] of expected) expect(has(pattern), `${pattern}\n${printed().join('\n')}`).toBe(level >= least)
  if (level === 0) expect(printed()).toEqual([])
})

test('each repetition is reported, and a loop is one kernel', async () => {
  setDebugLevel(2)
  await use(1)
  const sums = compile((x: Tensor) => scan((sum: Tensor, each: Tensor) => [sum.mul(each), sum] as const, tensor(1), x)[0])
  for (const run of [1, 2, 3]) expect(await sums(tensor([1, 2, run])).item()).toBe(2 * run)
  expect(printed().filter((line) => /: scan\(/.test(line))).toHaveLength(3)
  expect(has(/: mul\(/)).toBe(false)
})

test('kernels that threads share are reported once', async () => {
  setDebugLevel(2)
  await use(2)
  const square = compile((x: Tensor) => x.matmul(x))
  for (let run = 0; run < 20; run++) await square(zeros([256, 256])).data()
  expect(printed().filter((line) => /: dotGeneral\(.* GFLOP\/s$/.test(line))).toHaveLength(20)
})

test('programs that were compiled before the level was raised go on unmeasured', async () => {
  await use(1)
  const twice = compile((x: Tensor) => x.mul(2))
  await twice(tensor([1, 2])).data()
  setDebugLevel(2)
  await twice(tensor([3, 4])).data()
  expect(has(/wasm: mul/)).toBe(false)
})
