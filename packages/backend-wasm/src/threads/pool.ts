/** The workers of a backend: they read programs in shared memory, and join the runs that find them idle. */
import { ExecutionError } from '@neurite/core'
import type { WasmMemory } from '../engine.ts'
import { failureBytes, states, workerStart, workerWords } from './control.ts'
import { type RunningWorker, spawnWorker } from './spawn.ts'

const wordBytes = Int32Array.BYTES_PER_ELEMENT

/** As long a run waits for workers to answer, in milliseconds: sleeping ones take about half of it. */
const answerMs = 0.15

/** Room in shared memory for what workers are to read. */
export interface SharedRoom {
  readonly memory: WasmMemory
  /** Address of the control block. */
  readonly control: number
  /** Copies bytes to where workers can read them; undefined when there is no room. */
  readonly place: (bytes: Uint8Array) => number | undefined
  readonly free: (address: number) => void
  /** Where workers find their script, if not in a blob. */
  readonly workerUrl: string | URL | undefined
}

/** A program, or the end of one, on its way to the workers. */
interface Message {
  readonly program: number
  readonly bytes: Uint8Array | undefined
}

/** A run that workers have joined. */
export interface Job {
  readonly program: number
  readonly arena: number
  readonly repeat: number
}

/** Starts its workers when the first program for them comes. */
export class Pool {
  readonly #room: SharedRoom
  readonly #size: number
  #workers: RunningWorker[] | undefined
  #words: Int32Array
  #nextProgram = 1
  readonly #queue: Message[] = []
  /** The message that workers are reading, and where its bytes are. */
  #current: { readonly program: number; readonly address: number | undefined } | undefined
  /** Programs that all workers know. */
  readonly #known = new Set<number>()
  /** Whether a worker has failed or ended: none is asked any more. */
  #isBroken = false
  /** Whether a run has said so. */
  #isReported = false
  /** What the first worker to fail says; it may come after the run that noticed. */
  readonly #cause: Promise<unknown>
  #tell: (cause: unknown) => void = () => {}

  constructor(room: SharedRoom, size: number) {
    this.#room = room
    this.#size = size
    this.#words = new Int32Array(room.memory.buffer)
    this.#cause = new Promise((resolve) => (this.#tell = resolve))
  }

  /** Sends a program to all workers; it is known by its number. */
  publish(bytes: Uint8Array): number {
    const program = this.#nextProgram++
    this.#workers ??= this.#start()
    if (this.#isBroken) return program
    this.#queue.push({ program, bytes })
    this.#pump()
    return program
  }

  /** Lets the workers forget a program. */
  withdraw(program: number): void {
    this.#known.delete(program)
    if (this.#isBroken) return
    const waiting = this.#queue.findIndex((message) => message.program === program && message.bytes !== undefined)
    if (waiting >= 0) this.#queue.splice(waiting, 1)
    else this.#queue.push({ program, bytes: undefined })
    this.#pump()
  }

  /** Whether the workers can take part in runs of a program by now. */
  knows(program: number): boolean {
    this.#pump()
    return this.#known.has(program)
  }

  /**
   * Gives a job to the workers that answer, and know its program.
   *
   * @returns the number of threads that run it, this one included
   */
  join({ program, arena, repeat }: Job): number {
    const joined = this.#call()
    const threads = joined.length + 1
    joined.forEach((worker, i) => {
      this.#set(worker, 'program', program)
      this.#set(worker, 'arena', arena)
      this.#set(worker, 'repeat', repeat)
      this.#set(worker, 'thread', i + 1)
      this.#set(worker, 'threads', threads)
      Atomics.add(this.#words, this.#word(worker, 'job'), 1)
    })
    return threads
  }

  /**
   * What a run says that failed with `cause` while workers took part; none takes part in another one.
   *
   * @returns a promise where a worker failed: this thread hears of it later
   */
  explain(cause: unknown): unknown {
    const isFirst = Atomics.exchange(this.#words, this.#failureWord, 1) === 0
    this.#isReported = true
    this.#break()
    // This thread failed: the workers that wait for it stop too.
    if (isFirst) return cause
    return this.#cause.then(
      (reason) =>
        new ExecutionError('wasm: a worker thread failed; later programs run on one thread', { cause: reason ?? cause }),
    )
  }

  dispose(): void {
    this.#isReported = true
    this.#tell(undefined)
    this.#break()
    for (const worker of this.#workers ?? []) worker.stop()
    this.#workers = []
  }

  #start(): RunningWorker[] {
    const failure = this.#failureWord
    return Array.from({ length: this.#size }, (_, worker) => {
      const setup = { memory: this.#room.memory, start: workerStart(this.#room.control, worker), failure }
      return spawnWorker(setup, (cause) => this.#lose(worker, cause), this.#room.workerUrl)
    })
  }

  /** Hears that a worker failed or ended. */
  #lose(worker: number, cause: unknown): void {
    Atomics.store(this.#words, this.#failureWord, 1)
    this.#tell(cause)
    this.#break()
    // Why one did not start is said where it was to start.
    if (this.#isReported || this.#get(worker, 'state') === states.starting) return
    this.#isReported = true
    const reason = cause instanceof Error ? cause.message : String(cause)
    console.warn(`neurite: wasm goes on on one thread, because a worker ended: ${reason}`)
  }

  /** Asks no worker any more, and keeps nothing for them. */
  #break(): void {
    this.#isBroken = true
    this.#known.clear()
    this.#queue.length = 0
  }

  /** Sends the next message once every worker has read the one before. */
  #pump(): void {
    if (!this.#workers) return
    if (Atomics.load(this.#words, this.#failureWord) !== 0) this.#break()
    if (this.#isBroken) return
    while (this.#isRead()) {
      this.#finishCurrent()
      const message = this.#queue.shift()
      if (!message) return
      this.#send(message)
    }
  }

  #isRead(): boolean {
    for (let worker = 0; worker < this.#size; worker++) {
      if (this.#get(worker, 'read') !== this.#get(worker, 'sent')) return false
    }
    return true
  }

  #finishCurrent(): void {
    const message = this.#current
    if (!message) return
    this.#current = undefined
    if (message.address === undefined) return
    this.#room.free(message.address)
    // It may have been withdrawn while it was read.
    const isWithdrawn = this.#queue.some(({ program, bytes }) => program === message.program && bytes === undefined)
    if (!isWithdrawn) this.#known.add(message.program)
  }

  #send({ program, bytes }: Message): void {
    const address = bytes && this.#room.place(bytes)
    // Without room for its bytes the program runs on one thread.
    if (bytes && address === undefined) return
    this.#current = { program, address }
    for (let worker = 0; worker < this.#size; worker++) {
      this.#set(worker, 'messageProgram', program)
      this.#set(worker, 'messageAddress', address ?? 0)
      this.#set(worker, 'messageBytes', bytes?.byteLength ?? 0)
      Atomics.add(this.#words, this.#word(worker, 'sent'), 1)
      this.#wake(worker)
    }
  }

  /** Calls all workers, and waits a moment for their answers: those that are ready now, and wait for a job. Parked ones are woken. */
  #call(): number[] {
    const ready: number[] = []
    let waiting = Array.from({ length: this.#size }, (_, worker) => worker)
    for (const worker of waiting) if (this.#get(worker, 'state') === states.parked) this.#wake(worker)
    const end = performance.now() + answerMs
    const isLate = (worker: number, expected: number, value: number): boolean => {
      if (this.#exchange(worker, expected, value) !== states.ready) return true
      ready.push(worker)
      return false
    }
    do waiting = waiting.filter((worker) => isLate(worker, states.idle, states.called))
    while (waiting.length > 0 && performance.now() < end)
    // Who has not answered by now is no longer called; some answer at this moment.
    for (const worker of waiting) isLate(worker, states.called, states.idle)
    return ready
  }

  #wake(worker: number): void {
    const word = this.#word(worker, 'wake')
    Atomics.add(this.#words, word, 1)
    Atomics.notify(this.#words, word)
  }

  get #failureWord(): number {
    return (this.#room.control + failureBytes) / wordBytes
  }

  #word(worker: number, name: keyof typeof workerWords): number {
    return workerStart(this.#room.control, worker) + workerWords[name]
  }

  #get(worker: number, name: keyof typeof workerWords): number {
    return Atomics.load(this.#words, this.#word(worker, name))
  }

  #set(worker: number, name: keyof typeof workerWords, value: number): void {
    Atomics.store(this.#words, this.#word(worker, name), value)
  }

  #exchange(worker: number, expected: number, value: number): number {
    return Atomics.compareExchange(this.#words, this.#word(worker, 'state'), expected, value)
  }
}
