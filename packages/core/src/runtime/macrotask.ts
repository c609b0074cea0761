/** Gives the event loop its turn: finalizers, timers and signals only run between macrotasks. */

/** Longest time that our loops run without a macrotask, in milliseconds. */
const turnMs = 16

let lastTurn = performance.now()

/** Resolves in the next macrotask. */
export function macrotask(): Promise<void> {
  return new Promise((resolve) => {
    const turn = (): void => {
      lastTurn = performance.now()
      resolve()
    }
    const { setImmediate } = globalThis as { setImmediate?: (callback: () => void) => void }
    if (setImmediate) return setImmediate(turn)
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      turn()
    }
    port2.postMessage(null)
  })
}

/** Waits for a macrotask when the last one is 16 ms or more ago; every loop of ours awaits this once per turn. */
export async function yieldWhenDue(): Promise<void> {
  if (performance.now() - lastTurn >= turnMs) await macrotask()
}
