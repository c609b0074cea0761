/** The function by which the threads of a run wait for each other. */
import { FunctionBuilder, type Local } from '../assembler/function-builder.ts'
import { barrierCountBytes, barrierTurnBytes, failureBytes } from './control.ts'

/** How often a worker looks before it sleeps: some ten microseconds, and no sleep where every thread has a processor. */
const spins = 4000
/** So long at most, since a failure wakes nobody. */
const sleepNs = 5_000_000

/**
 * `barrier(control, threads, thread)`: returns once all threads have called it; stops the run when a worker has failed. The first
 * thread never sleeps: it may be one that draws a page.
 */
export function emitBarrier(): FunctionBuilder {
  const [control, threads, thread]: readonly [Local, Local, Local] = [0, 1, 2]
  const code = new FunctionBuilder(['i32', 'i32', 'i32'])
  const [turn, left] = [code.local('i32'), code.local('i32')]
  const release = (): void => {
    code.get(control).i32(0).atomic('i32.atomic.store', barrierCountBytes)
    code.get(control).i32(1).atomic('i32.atomic.rmw.add', barrierTurnBytes).op('drop')
    code.get(control).get(threads).notifyMemory(barrierTurnBytes).op('drop')
  }
  const sleep = (): void => {
    code.get(control, turn).waitMemory(sleepNs, barrierTurnBytes).op('drop')
  }
  code.get(control).atomic('i32.atomic.load', barrierTurnBytes).set(turn)
  code.i32(spins).set(left)
  code.get(control).i32(1).atomic('i32.atomic.rmw.add', barrierCountBytes).i32(1).op('i32.add').get(threads).op('i32.eq')
  code.branch(undefined, release, () => {
    code.loop(() => {
      code.get(control).atomic('i32.atomic.load', failureBytes)
      code.branch(undefined, () => code.op('unreachable'))
      code.get(left).i32(1).op('i32.sub').tee(left).i32(0).op('i32.lt_s').get(thread).i32(0).op('i32.ne', 'i32.and')
      code.branch(undefined, sleep)
      code.get(control).atomic('i32.atomic.load', barrierTurnBytes).get(turn).op('i32.eq')
    })
  })
  return code
}
