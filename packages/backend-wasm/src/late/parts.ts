/** The parts that pages load late. Who makes a backend says where they come from: `at-once.ts`, or the entry of pages. */
import type * as Rare from '../lowering/rare/rare.ts'
import type * as Threads from '../threads/threads.ts'
import { Late } from './late.ts'

/** Rows of the lowering tables that training a perceptron does not need. */
export const rare = new Late<typeof Rare>('kernels that are rare')

/** What starts workers, and what runs programs with them. */
export const threads = new Late<typeof Threads>('workers')
