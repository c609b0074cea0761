/** What each debug level prints, and that all of it goes to stderr. */
import { cpu } from '@neurite/backend-cpu'
import {
  type Backend,
  compile,
  debugSource,
  formatKernel,
  scan,
  setBackend,
  setDebugLevel,
  tensor,
  type Tensor,
  withLayerPath,
} from '@neurite/core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'

const errors = vi.spyOn(console, 'error')
const others = (['log', 'info', 'warn', 'debug'] as const).map((name) => vi.spyOn(console, name))

let backend: Backend

beforeEach(async () => {
  backend = await setBackend(cpu())
  errors.mockReset().mockImplementation(() => {})
  for (const other of others) other.mockReset()
})

afterEach(async () => {
  setDebugLevel(0)
  await backend.dispose()
})

/** Everything that is printed at a level while a product is traced, compiled and run, and traced again. */
async function printedAt(level: number): Promise<readonly string[]> {
  setDebugLevel(level)
  const product = compile((x: Tensor, y: Tensor) => withLayerPath('model/dense', () => x.matmul(y).add(1)), { name: 'product' })
  const y = tensor([[1], [2], [3]])
  await product(
    tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]),
    y,
  ).data()
  await product(tensor([[1, 2, 3]]), y).data()
  debugSource('a test', () => 'generated()')
  for (const other of others) expect(other).not.toHaveBeenCalled()
  return errors.mock.calls.map(([line]) => String(line))
}

const has = (lines: readonly string[], pattern: RegExp): boolean => lines.some((line) => pattern.test(line))

const compilation = /^neurite: cpu compiles a program of \d+ nodes$/
const retrace = /^neurite: product is traced again: args\[0\] was float32\[2,3\], is float32\[1,3\]$/
const kernel =
  /^neurite: cpu: dotGeneral\(float32\[2, 3\], float32\[3, 1\]\) -> float32\[2, 1\] {2}44 B {2}[\d.]+ ms {2}[\d.e-]+ GFLOP\/s {2}model\/dense$/
const plainKernel =
  /^neurite: cpu: add\(float32\[2, 1\], float32\[2, 1\]\) -> float32\[2, 1\] {2}24 B {2}[\d.]+ ms {2}model\/dense$/
const tracedGraph = /^neurite: product traced:\ngraph\(%0 float32\[2, 3\][^]*# model\/dense, .*levels\.test\.ts/
const programGraph = /^neurite: program for cpu:\ngraph\(/
const source = /^neurite: a test:\ngenerated\(\)$/

const least: readonly (readonly [name: string, pattern: RegExp, level: number])[] = [
  ['compilations', compilation, 1],
  ['retraces', retrace, 1],
  ['kernels of contractions', kernel, 2],
  ['other kernels', plainKernel, 2],
  ['graphs of traced functions', tracedGraph, 3],
  ['graphs of programs', programGraph, 3],
  ['generated source', source, 4],
]

test.each([0, 1, 2, 3, 4])('level %i', async (level) => {
  const lines = await printedAt(level)
  if (level === 0) expect(lines).toEqual([])
  for (const [name, pattern, from] of least) expect(has(lines, pattern), `${name}\n${lines.join('\n')}`).toBe(level >= from)
})

test('the nodes inside a loop are not kernels of their own', async () => {
  setDebugLevel(2)
  await scan((sum: Tensor, x: Tensor) => [sum.mul(x), sum] as const, tensor(1), tensor([1, 2, 3]))[0].item()
  const lines = errors.mock.calls.map(([line]) => String(line))
  expect(has(lines, /: scan\(/)).toBe(true)
  expect(has(lines, /: mul\(/)).toBe(false)
})

test('a report without a time has no rate', () => {
  const type = { shape: [1000, 1000], dtype: 'float32' } as const
  const report = { backend: 'webgpu', name: 'mul+add', operands: [type, type], results: [type], timeMs: undefined, flops: 2e6 }
  const signature = 'webgpu: mul+add(float32[1000, 1000], float32[1000, 1000]) -> float32[1000, 1000]'
  expect(formatKernel(report)).toBe(`${signature}  12.0 MB`)
  expect(formatKernel({ ...report, timeMs: 2, bytes: 1500 })).toBe(`${signature}  1.50 kB  2.000 ms  1.00 GFLOP/s`)
})
