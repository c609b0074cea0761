/** Runs the parts that were asked for, prints each as it ends, then the musts. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { softwareGpu } from '../../tests/browser/harness/software-gpu.mjs'
import { checks } from '../checks/checks.mjs'
import { partNames } from '../command-line/options.mjs'
import { allContenders, isChosen } from '../contenders/contenders.mjs'
import { describeMachine } from '../report/machine.mjs'
import { formatMusts } from '../report/must-table.mjs'
import { judgeMusts } from '../report/musts.mjs'
import { formatCase } from '../report/case-table.mjs'
import { startWorkload, workloads } from '../workloads/workloads.mjs'
import { writeData } from '../workloads/write-data.mjs'
import { measureCase } from './measure-case.mjs'
import { measureStarts } from './measure-starts.mjs'
import { progress, progressEnd } from './progress.mjs'
import { closeServers, startServers } from './servers.mjs'

/** @typedef {import('../types.d.ts').CaseResult} CaseResult */
/** @typedef {import('../types.d.ts').Contender} Contender */
/** @typedef {ReadonlyMap<string, Contender>} Contenders */
/** @typedef {(line: string) => void} Print */
/** @typedef {Map<string, import('../types.d.ts').About>} Abouts */
/** @typedef {{ contenders: Contenders, folder: string, effort: import('../types.d.ts').Effort, abouts: Abouts, print: Print, gpu: Readonly<Record<string, string>> | undefined }} Context */

/**
 * @param {import('../workloads/workloads.mjs').Workload} workload
 * @param {Context} context
 * @returns {Promise<CaseResult[]>}
 */
async function runWorkload({ cases }, { contenders, folder, effort, abouts, print }) {
  const names = [...new Set(cases.flatMap((measured) => measured.contenders))]
  const known = names.map((each) => contenders.get(each)).filter((contender) => contender !== undefined)
  const started = await startServers(known, folder, abouts, print)
  /** @type {CaseResult[]} */
  const results = []
  try {
    for (const measured of cases) {
      const taking = measured.contenders.map((each) => started.get(each)).filter((each) => each !== undefined)
      const result = await measureCase(measured, taking, effort, progress)
      progressEnd()
      print(formatCase(result))
      results.push(result)
    }
  } finally {
    await closeServers(started)
  }
  return results
}

/**
 * @param {Context} context
 * @returns {Promise<CaseResult[]>}
 */
async function runStarts({ contenders, folder, effort, print }) {
  const taking = startWorkload.contenders.map((name) => contenders.get(name)).filter((contender) => contender !== undefined)
  const result = await measureStarts(taking, folder, effort.rounds)
  print(formatCase(result))
  return [result]
}

/**
 * What a part gives: cases, of which the musts are judged together in the end, or verdicts.
 *
 * @typedef {{ results?: readonly CaseResult[], verdicts?: readonly import('../types.d.ts').Verdict[] }} Outcome
 */

/**
 * Every part of a full run, in order.
 *
 * @param {import('../command-line/options.mjs').Options} options
 * @param {Context} context
 * @returns {readonly { name: string, title: string, run: () => Promise<Outcome> }[]}
 */
const partsFor = (options, context) => [
  ...workloads.map((workload) => ({ ...workload, run: async () => ({ results: await runWorkload(workload, context) }) })),
  { ...startWorkload, run: async () => ({ results: await runStarts(context) }) },
  ...checks.map((check) => ({
    ...check,
    run: async () => ({ verdicts: await check.judge({ ...options, gpu: context.gpu }, progress, context.print) }),
  })),
]

/**
 * Runs parts one after the other, each with how long it took.
 *
 * @param {ReturnType<typeof partsFor>} parts
 * @param {Print} print
 */
async function runParts(parts, print) {
  /** @type {{ results: CaseResult[], verdicts: import('../types.d.ts').Verdict[], seconds: Record<string, number> }} */
  const all = { results: [], verdicts: [], seconds: {} }
  for (const { name, title, run } of parts) {
    print(`\n${name}: ${title}`)
    const began = performance.now()
    const { results = [], verdicts = [] } = await run()
    progressEnd()
    all.results.push(...results)
    all.verdicts.push(...verdicts)
    all.seconds[name] = Math.round((performance.now() - began) / 1000)
    print(`  ${name} took ${all.seconds[name]} s`)
  }
  return all
}

/** What was not asked for, and how it would be. @param {readonly string[]} parts */
const leftOut = (parts) =>
  Object.fromEntries(partNames.filter((name) => !parts.includes(name)).map((name) => [name, `left out; --only ${name} runs it`]))

/**
 * @param {import('../command-line/options.mjs').Options} options
 * @param {Print} print
 */
export async function runWorkloads(options, print) {
  const { effort, fashion } = options
  const folder = mkdtempSync(join(tmpdir(), 'neurite-bench-'))
  try {
    progress('writing the data')
    await writeData(folder, fashion)
    const gpu = options.ownGpu ? undefined : await softwareGpu()
    const all = allContenders({ ...options, gpu })
    const contenders = new Map([...all].filter(([, contender]) => isChosen(contender, options.peers)))
    const machine = describeMachine()
    progressEnd()
    print(
      `${machine.summary}; ${fashion === undefined ? 'embedded digits' : 'Fashion-MNIST'}; medians of ${effort.rounds} rounds`,
    )
    if (options.quick) print('--quick: slices are too short for figures to mean anything')
    /** @type {Abouts} */
    const abouts = new Map()
    const parts = partsFor(options, { contenders, folder, effort, abouts, print, gpu })
    const { results, verdicts, seconds } = await runParts(
      parts.filter(({ name }) => options.parts.includes(name)),
      print,
    )
    if (abouts.size > 0) print('\nContenders')
    for (const [name, { version }] of abouts) print(`  ${contenders.get(name)?.label}: ${version}`)
    const musts = [...judgeMusts(results, all), ...verdicts]
    print(`\n${formatMusts(musts, leftOut(options.parts))}`)
    return { machine, options, abouts: Object.fromEntries(abouts), seconds, results, musts }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
