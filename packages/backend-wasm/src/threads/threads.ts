/** What pages load where a backend has several threads. */
export { Pace } from './pace.ts'
export { Pool } from './pool.ts'
