/** The words in shared memory by which threads find each other: their offsets in bytes from the control block's address. */

/** Threads that have reached the barrier, and how often all have left it; a line of the cache each, since all of them spin there. */
export const barrierCountBytes = 0
export const barrierTurnBytes = 64
/** Not 0 once a worker has failed: whoever waits for it stops. */
export const failureBytes = 128

/** Bytes of a worker's own words; the first worker's stand behind the common ones. */
const workerBytes = 128
const firstWorkerBytes = 256

/** Words of one worker, in 32-bit words from its own start. */
export const workerWords = {
  /** One of `states`. */
  state: 0,
  /** Counts the jobs that it was given. */
  job: 1,
  /** The job: the program, its arena, how often it runs, the worker's place among the threads, and their number. */
  program: 2,
  arena: 3,
  repeat: 4,
  thread: 5,
  threads: 6,
  /** Counts the messages that it was sent, and those that it has read. */
  sent: 7,
  read: 8,
  /** The message: a program, and the bytes of its module; none drop it. */
  messageProgram: 9,
  messageAddress: 10,
  messageBytes: 11,
  /** Changes whenever there may be something to do; a parked worker sleeps on it. */
  wake: 12,
  /** Not 0 once the worker is to end: it leaves its loop, since an engine takes seconds to end one that waits. */
  end: 13,
} as const

/**
 * What a worker is doing. Only the main thread calls an idle one, and takes that back from one that does not answer, since it may have
 * ended; the worker answers by being ready, runs the job that it is given then, and parks on its own.
 */
export const states = { starting: 0, idle: 1, called: 2, ready: 3, running: 4, parked: 5, failed: 6 } as const

/** Bytes of the whole block for so many workers. */
export const controlBytes = (workers: number): number => firstWorkerBytes + workers * workerBytes

/** Index of a worker's first word among the words of memory. */
export const workerStart = (control: number, worker: number): number =>
  (control + firstWorkerBytes + worker * workerBytes) / Int32Array.BYTES_PER_ELEMENT
