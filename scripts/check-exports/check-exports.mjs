/** Fails when a public export lacks documentation, the shapes of what it computes, a type, or a test. */
import { fileURLToPath } from 'node:url'
import { findHoles } from './find-holes.mjs'

const { holes, count } = findHoles(fileURLToPath(new URL('../..', import.meta.url)))
for (const hole of holes) console.error(hole)
console.log(`${count} public exports and members, ${holes.length} holes`)
if (holes.length > 0) process.exitCode = 1
