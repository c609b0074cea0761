/** Runs the workloads that were asked for, prints each as it ends, then the musts. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allContenders, isChosen } from '../contenders/contenders.mjs'
import { describeMachine } from '../report/machine.mjs'
import { formatMusts, judgeMusts } from '../report/musts.mjs'
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

/**
 * @param {import('../workloads/workloads.mjs').Workload} workload
 * @param {Contenders} contenders
 * @param {{ folder: string, effort: import('../types.d.ts').Effort, abouts: Abouts, print: Print }} context
 * @returns {Promise<CaseResult[]>}
 */
async function runWorkload({ name, title, cases }, contenders, { folder, effort, abouts, print }) {
  print(`\n${name}: ${title}`)
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
 * @param {import('../command-line/options.mjs').Options} options
 * @param {Print} print
 */
export async function runWorkloads(options, print) {
  const { only, effort, fashion } = options
  const isWanted = (/** @type {string} */ name) => !only || only.includes(name)
  const folder = mkdtempSync(join(tmpdir(), 'neurite-bench-'))
  try {
    progress('writing the data')
    await writeData(folder, fashion)
    const all = allContenders(options)
    const contenders = new Map([...all].filter(([, contender]) => isChosen(contender, options.peers)))
    const machine = describeMachine()
    progressEnd()
    print(
      `${machine.summary}; ${fashion === undefined ? 'embedded digits' : 'Fashion-MNIST'}; medians of ${effort.rounds} rounds`,
    )
    if (options.quick) print('--quick: slices are too short for figures to mean anything')
    /** @type {Abouts} */
    const abouts = new Map()
    /** @type {CaseResult[]} */
    const results = []
    for (const workload of workloads) {
      if (isWanted(workload.name)) results.push(...(await runWorkload(workload, contenders, { folder, effort, abouts, print })))
    }
    if (isWanted(startWorkload.name)) {
      print(`\n${startWorkload.name}: ${startWorkload.title}`)
      const taking = startWorkload.contenders.map((name) => contenders.get(name)).filter((contender) => contender !== undefined)
      const result = await measureStarts(taking, folder, effort.rounds)
      print(formatCase(result))
      results.push(result)
    }
    if (abouts.size > 0) print('\nContenders')
    for (const [name, { version }] of abouts) print(`  ${contenders.get(name)?.label}: ${version}`)
    const musts = judgeMusts(results)
    print(`\n${formatMusts(musts, all)}`)
    return { machine, options, abouts: Object.fromEntries(abouts), results, musts }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
