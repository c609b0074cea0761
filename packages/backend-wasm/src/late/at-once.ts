/** Everything there at once: where nothing is downloaded, any program may compile without waiting. */
import * as rareModule from '../lowering/rare/rare.ts'
import * as threadsModule from '../threads/threads.ts'
import { rare, threads } from './parts.ts'

/** Provides all parts. */
export function provideAll(): void {
  rare.provide(rareModule)
  threads.provide(threadsModule)
}
