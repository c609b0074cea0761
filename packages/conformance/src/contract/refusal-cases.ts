/** Refusals: programs and calls that break the contract are noticed, not computed. */
import { DTypeError, dtypes, type Invocation, type Program, type TensorType } from '@neurite/core'
import { ProgramWriter } from '../program/program-writer.ts'
import { bind, runBound } from '../program/run-program.ts'
import { type CaseContext, casesOf, type ConformanceCase } from '../suite/conformance-case.ts'
import { ensureFails, ensureSame } from '../suite/expectations.ts'
import { scalar, vector } from '../values/host-tensor.ts'

const pair: TensorType = { dtype: 'float32', shape: [2] }

/** (x, total, rate) -> total' = total + x; output: 2 rate. */
function step(): Program {
  const writer = new ProgramWriter()
  const [x, total, rate] = [writer.input(pair), writer.state(pair), writer.scalar('float32')]
  return writer.program({ states: [writer.one('add', [total, x], {})], outputs: [writer.one('add', [rate, rate], {})] })
}

/** Runs a call that is wrong, then a right one: the wrong one must fail and leave no trace. */
async function ensureRefused({ backend }: CaseContext, what: string, spoil: (call: Invocation) => Invocation): Promise<void> {
  const program = step()
  const executable = await backend.compile(program)
  const bound = bind(backend, program, [vector('float32', 1, 2), vector('float32', 0, 0), scalar('float32', 2)])
  const call = { buffers: bound.buffers, scalars: bound.scalars }
  await ensureFails(what, () => executable.run(spoil(call)).done())
  const [total, twice] = await runBound(executable, bound)
  ensureSame('the state after a right call', pair, total!, Float32Array.of(1, 2))
  ensureSame('the output of a right call', { dtype: 'float32', shape: [] }, twice!, Float32Array.of(4))
  bound.free()
  executable.dispose()
}

const repeats = [0, -1, 1.5, Number.NaN]

export const refusalCases: readonly ConformanceCase[] = casesOf('refusals', {
  'a run with too few buffers': (context) =>
    ensureRefused(context, 'run', (call) => ({ ...call, buffers: call.buffers.slice(1) })),
  'a run with too many buffers': (context) =>
    ensureRefused(context, 'run', (call) => ({ ...call, buffers: [...call.buffers, call.buffers[0]!] })),
  'a run with a buffer that is too small': async (context) => {
    for (const index of [0, 1]) {
      await ensureRefused(context, `run with a small buffer ${index}`, (call) => ({
        ...call,
        buffers: call.buffers.map((slice, i) => (i === index ? { ...slice, sizeBytes: 4 } : slice)),
      }))
    }
  },
  'a run with too few scalars': (context) => ensureRefused(context, 'run', (call) => ({ ...call, scalars: new Uint8Array(0) })),
  'a run whose state lies on its input': (context) =>
    ensureRefused(context, 'run', (call) => ({ ...call, buffers: call.buffers.with(1, call.buffers[0]!) })),
  'a run repeated a number of times that is none': async (context) => {
    for (const repeat of repeats) await ensureRefused(context, `run with repeat ${repeat}`, (call) => ({ ...call, repeat }))
  },

  'a program with a dtype that the backend does not list': async ({ backend }) => {
    const missing = dtypes.filter((dtype) => !backend.capabilities.dtypes.includes(dtype))
    for (const dtype of missing) {
      const writer = new ProgramWriter()
      const x = writer.input(pair)
      const inside = writer.one('cast', [writer.one('cast', [x], { dtype })], { dtype: 'float32' })
      const program = writer.program({ outputs: [inside] })
      await ensureFails(`compile with ${dtype} inside`, () => backend.compile(program), DTypeError)
      if (backend.compileSync)
        await ensureFails(`compileSync with ${dtype} inside`, () => backend.compileSync?.(program), DTypeError)
    }
    return missing.length > 0 ? `refused: ${missing.join(', ')}` : 'the backend lists every dtype'
  },

  'a program whose bindings do not fit its graph': async ({ backend }) => {
    const { graph, bindings } = step()
    const [x, total, rate, twice] = bindings
    const wrong: Readonly<Record<string, Program['bindings']>> = {
      'one too few': [x!, total!, twice!],
      'one too many': [...bindings, { role: 'output', type: pair }],
      'another shape': [{ role: 'input', type: { dtype: 'float32', shape: [3] } }, total!, rate!, twice!],
      'another dtype': [{ role: 'input', type: { dtype: 'int32', shape: [2] } }, total!, rate!, twice!],
      'a scalar with axes': [{ role: 'scalar', type: pair }, total!, rate!, twice!],
    }
    for (const [what, given] of Object.entries(wrong)) {
      await ensureFails(`compile with ${what}`, () => backend.compile({ graph, bindings: given }))
    }
  },
})
