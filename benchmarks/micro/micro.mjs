/** `pnpm bench micro`: single kernels of ours against the machine's ceilings, so that a slow one can be found. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ceilingContender } from '../contenders/ceiling/contender.mjs'
import { description as ceiling } from '../contenders/ceiling/kernel.mjs'
import { neuriteContenders } from '../contenders/neurite/contender.mjs'
import { writeArrays } from '../contenders/serving/arrays.mjs'
import { measureCase } from '../harness/measure-case.mjs'
import { progress, progressEnd } from '../harness/progress.mjs'
import { closeServers, startServers } from '../harness/servers.mjs'
import { describeMachine } from '../report/machine.mjs'
import { kernels } from './kernels.mjs'
import { formatKernels } from './kernel-table.mjs'

/** Slices are short: there are many kernels. */
const mostSliceMs = 200

/** @param {import('./kernels.mjs').Kernel} kernel @returns {import('../types.d.ts').Case} */
const caseOf = ({ name, unit, work }) => ({
  id: name,
  kind: 'kernel',
  spec: { name, unit, work },
  unit,
  show: 'per second',
  contenders: ['neurite-wasm', 'neurite-wasm-1', 'ceiling'],
  tolerance: 1e-4,
  mostSliceMs,
})

/**
 * @param {import('../command-line/options.mjs').Options} options
 * @param {(line: string) => void} print
 */
export async function runMicro({ only, effort, threads }, print) {
  const chosen = kernels.filter(({ name }) => !only || only.some((part) => name.includes(part)))
  if (chosen.length === 0)
    throw new Error(
      `bench: no kernel's name has ${only?.join(' or ')}; there are\n${kernels.map(({ name }) => `  ${name}`).join('\n')}`,
    )
  const contenders = [...neuriteContenders({ threads }).filter(({ name }) => name !== 'neurite-cpu'), ceilingContender]
  const machine = describeMachine()
  print(`${machine.summary}; medians of ${effort.rounds} rounds`)
  print(`GFLOP/s against a ${ceiling}; GB/s, read and written, against a copy of as many bytes on 1 core\n`)
  const folder = mkdtempSync(join(tmpdir(), 'neurite-bench-'))
  writeArrays(folder, {})
  const servers = await startServers(contenders, folder, new Map(), print)
  const results = []
  try {
    for (const kernel of chosen) results.push(await measureCase(caseOf(kernel), [...servers.values()], effort, progress))
  } finally {
    progressEnd()
    await closeServers(servers)
    rmSync(folder, { recursive: true, force: true })
  }
  print(formatKernels(results))
  return { machine, results }
}
