/** Training that is killed and taken up again comes to the same weights, bit for bit. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cpu } from '@neurite/backend-cpu'
import { setBackend } from '@neurite/core'
import {
  BackupAndRestore,
  type Callback,
  Dense,
  Dropout,
  EarlyStopping,
  type FitOptions,
  Sequential,
  setRandomSeed,
} from '@neurite/nn'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

const script = fileURLToPath(new URL('train.mjs', import.meta.url))

let folder: string

beforeAll(async () => {
  const built = fileURLToPath(new URL('../../../packages/nn/dist/index.js', import.meta.url))
  if (!existsSync(built)) throw new Error('the packages are not built; run `pnpm test`, which builds first, or `pnpm build`')
  folder = await mkdtemp(join(tmpdir(), 'neurite-resume-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** What a run came to. */
interface Outcome {
  /** The last line that it printed, where it came to its end. */
  readonly result: string | undefined
  readonly steps: number
  readonly errors: string
}

/** How a run is started. */
interface Run {
  readonly backend: 'cpu' | 'wasm'
  readonly seed: number
  readonly path: string
  readonly saveFreq: string
}

/** Runs the script, and kills it `delayMs` after so many steps, if it comes so far. */
function run(
  { backend, seed, path, saveFreq }: Run,
  kill?: { readonly afterSteps: number; readonly delayMs: number },
): Promise<Outcome> {
  const child = spawn(process.execPath, [script, backend, String(seed), path, saveFreq], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [output, errors, isDoomed] = ['', '', false]
  const stepsSoFar = (): number => output.split('step\n').length - 1
  child.stderr.on('data', (chunk) => (errors += String(chunk)))
  child.stdout.on('data', (chunk) => {
    output += String(chunk)
    if (!kill || isDoomed || stepsSoFar() < kill.afterSteps) return
    isDoomed = true
    setTimeout(() => child.kill('SIGKILL'), kill.delayMs)
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => {
      const last = output.trimEnd().split('\n').at(-1)
      resolve({ result: last?.startsWith('{') ? last : undefined, steps: stepsSoFar(), errors })
    })
  })
}

/** A sequence of random numbers from 0 to below 1. @source Marsaglia 2003, xorshift32 */
function randomSequence(seed: number): () => number {
  let state = seed * 0x9e3779b9
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

describe.each<readonly ['cpu' | 'wasm', string, number]>([
  ['wasm', '7', 5],
  ['wasm', 'epoch', 3],
  ['cpu', '4', 2],
])('on %s, saving every %s', (backend, saveFreq, kills) => {
  test(`killed at ${kills} random moments`, { timeout: 120_000 }, async () => {
    const setting = { backend, saveFreq }
    const whole = await run({ ...setting, seed: 1, path: join(folder, `${backend}-${saveFreq}-whole`) })
    expect(whole.result, whole.errors).toBeDefined()
    const path = join(folder, `${backend}-${saveFreq}-killed`)
    const random = randomSequence(kills)
    let [steps, outcome] = [0, whole]
    for (let index = 0; index < kills; index++) {
      const kill = { afterSteps: 12 + Math.floor(random() * 12), delayMs: random() * 4 }
      // Later runs begin with other weights and another order: everything has to come from the file.
      outcome = await run({ ...setting, seed: index + 1, path }, kill)
      expect(outcome.result, `run ${index} was to be killed`).toBeUndefined()
      steps += outcome.steps
    }
    outcome = await run({ ...setting, seed: 99, path })
    expect(outcome.result, outcome.errors).toBe(whole.result)
    // It did go on, instead of beginning anew: what was run twice is less than what was run.
    expect(outcome.steps).toBeLessThan(whole.steps)
    expect(steps + outcome.steps).toBeLessThan(whole.steps * 2)
    // What was kept is gone, and nothing is left of files that were being written.
    const left = await readdir(folder)
    expect(left.filter((name) => name.includes('killed'))).toEqual([])
  })
})

describe('in one process', () => {
  beforeEach(() => setBackend(cpu()))

  const x = Array.from({ length: 40 }, (_, i) => [Math.sin(i * 12.9898), Math.cos(i * 78.233)])
  const y = x.map(([a, b]) => Number(a! > b!))

  function makeModel(seed: number): Sequential {
    setRandomSeed(seed)
    const model = new Sequential([
      new Dense(6, { activation: 'relu', inputShape: [2] }),
      new Dropout(0.2),
      new Dense(2, { activation: 'softmax' }),
    ])
    model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] })
    return model
  }

  const stateOf = async (model: Sequential): Promise<unknown> =>
    Promise.all([...model.variables, ...model.optimizer!.variables].map(async (variable) => [...(await variable.data())]))

  const options: FitOptions = { epochs: 4, batchSize: 8, verbose: 0 }

  test.each([3, 5, 9, 10, 11, 19])('a signal after %d steps, then on from there', async (last) => {
    const whole = makeModel(1)
    const { history } = await whole.fit(x, y, options)
    const path = join(folder, `signal-${last}`)
    const controller = new AbortController()
    let steps = 0
    const abort: Callback = { onTrainBatchEnd: () => void (++steps === last && controller.abort()) }
    await makeModel(1).fit(x, y, { ...options, callbacks: [abort, new BackupAndRestore(path)], signal: controller.signal })
    expect(steps).toBe(last)
    let more = 0
    const count: Callback = { onTrainBatchEnd: () => void (more += 1) }
    const resumed = makeModel(2)
    const rest = await resumed.fit(x, y, { ...options, callbacks: [count, new BackupAndRestore(path)] })
    expect(steps + more).toBe(20)
    expect(await stateOf(resumed)).toEqual(await stateOf(whole))
    expect(rest.history).toEqual(history)
    expect(existsSync(path)).toBe(false)
  })

  test('batches that come are taken up where they stood', async () => {
    function* batches() {
      for (let start = 0; start < x.length; start += 8) yield [x.slice(start, start + 8), y.slice(start, start + 8)] as const
    }
    const streamed: FitOptions = { epochs: 3, verbose: 0 }
    const whole = makeModel(1)
    await whole.fit(batches, streamed)
    const path = join(folder, 'stream')
    const controller = new AbortController()
    let steps = 0
    const abort: Callback = { onTrainBatchEnd: () => void (++steps === 7 && controller.abort()) }
    await makeModel(1).fit(batches, { ...streamed, callbacks: [abort, new BackupAndRestore(path)], signal: controller.signal })
    const resumed = makeModel(2)
    await resumed.fit(batches, { ...streamed, callbacks: [{}, new BackupAndRestore(path)] })
    expect(await stateOf(resumed)).toEqual(await stateOf(whole))
  })

  test('other callbacks go on from what they remembered', async () => {
    const path = join(folder, 'early')
    const controller = new AbortController()
    const abort: Callback = { onEpochEnd: ({ epoch }) => void (epoch === 2 && controller.abort()) }
    const stop = () => new EarlyStopping({ monitor: 'loss', mode: 'max', patience: 4, restoreBestWeights: true })
    const long = { ...options, epochs: 20 }
    const first = makeModel(1)
    await first.fit(x, y, { ...long, callbacks: [abort, stop(), new BackupAndRestore(path)], signal: controller.signal })
    const resumed = makeModel(2)
    const { epochs } = await resumed.fit(x, y, { ...long, callbacks: [{}, stop(), new BackupAndRestore(path)] })
    const whole = makeModel(1)
    const expected = await whole.fit(x, y, { ...long, callbacks: [stop()] })
    expect(epochs).toEqual(expected.epochs)
    expect(await stateOf(resumed)).toEqual(await stateOf(whole))
  })

  test('what does not fit is refused', async () => {
    const path = join(folder, 'other')
    const interrupt = async (): Promise<void> => {
      const controller = new AbortController()
      const abort: Callback = { onTrainBatchEnd: () => controller.abort() }
      await makeModel(1).fit(x, y, { ...options, callbacks: [abort, new BackupAndRestore(path)], signal: controller.signal })
    }
    await interrupt()
    const model = makeModel(1)
    await expect(model.fit(x, y, { ...options, batchSize: 10, callbacks: [new BackupAndRestore(path)] })).rejects.toThrow(
      'training that was interrupted had 40 samples in batches of 8, this has 40 in batches of 10; go on with the same',
    )
    const other = new Sequential([new Dense(2, { inputShape: [2], name: 'other' })])
    other.compile({ optimizer: 'adam', loss: 'mse' })
    await expect(other.fit(x, x, { ...options, callbacks: [new BackupAndRestore(path)] })).rejects.toThrow(
      /^BackupAndRestore: the file holds \d+ tensors of the model, the model has \d+/,
    )
    await model.save(path)
    await expect(model.fit(x, y, { ...options, callbacks: [new BackupAndRestore(path)] })).rejects.toThrow(
      `BackupAndRestore: ${path} is no backup of training; name another file`,
    )
  })
})
