/** What is measured beside the workloads, in the order of the report. A new check is a row here. */
import { accuracyCheck } from './accuracy.mjs'
import { callsCheck } from './calls.mjs'
import { memoryCheck } from './memory.mjs'
import { sizeCheck } from './size.mjs'

/** @type {readonly import('../types.d.ts').Check[]} */
export const checks = [callsCheck, memoryCheck, sizeCheck, accuracyCheck]
