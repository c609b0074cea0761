/** The workers of a backend: they read programs in shared memory, and join the runs that find them idle. */
import { ExecutionError } from '@neurite/core'
import type { WasmMemory } from '../engine.ts'
import { failureBytes, states, workerStart, workerWords } from './control.ts'
import { type RunningWorker, spawnWorker } from './spawn.ts'

const wordBytes = Int32Array.BYTES_PER_ELEMENT

/** As long a run waits for workers to wake up, in milliseconds: sleeping ones take about half of it. */
const wakingMs = 0.15

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
  #failure: unknown

  constructor(room: SharedRoom, size: number) {
    this.#room = room
    this.#size = size
    this.#words = new Int32Array(room.memory.buffer)
  }

  /** Sends a program to all workers; it is known by its number. */
  publish(bytes: Uint8Array): number {
    this.#workers ??= this.#start()
    const program = this.#nextProgram++
    this.#queue.push({ program, bytes })
    this.#pump()
    return program
  }

  /** Lets the workers forget a program. */
  withdraw(program: number): void {
    this.#known.delete(program)
    const waiting = this.#queue.findIndex((message) => message.program === program && message.bytes !== undefined)
    if (waiting >= 0) this.#queue.splice(waiting, 1)
    else this.#queue.push({ program, bytes: undefined })
    this.#pump()
  }

  /** Whether the workers can take part in runs of a program by now. */
  knows(program: number): boolean {
    this.#pump()
    return this.#known.has(program) && this.#failure === undefined
  }

  /**
   * Gives a job to the workers that are idle, and know its program; those that are not yet get a moment.
   *
   * @returns the number of threads that run it, this one included
   */
  join({ program, arena, repeat }: Job): number {
    this.#rouse()
    const joined: number[] = []
    for (let worker = 0; worker < this.#size; worker++) {
      if (this.#exchange(worker, states.idle, states.running) === states.idle) joined.push(worker)
    }
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

  /** What a run says that failed with `cause` while workers took part; none takes part in another one. */
  explain(cause: unknown): unknown {
    const failure = (this.#room.control + failureBytes) / wordBytes
    // This thread failed: the workers that wait for it stop too.
    if (Atomics.exchange(this.#words, failure, 1) === 0) {
      this.#failure = true
      return cause
    }
    const reason = this.#failure === undefined || this.#failure === true ? cause : this.#failure
    this.#failure ??= true
    return new ExecutionError('wasm: a worker thread failed; later programs run on one thread', { cause: reason })
  }

  dispose(): void {
    for (const worker of this.#workers ?? []) worker.stop()
    this.#workers = []
    this.#known.clear()
    this.#queue.length = 0
  }

  #start(): RunningWorker[] {
    const failure = (this.#room.control + failureBytes) / wordBytes
    return Array.from({ length: this.#size }, (_, worker) => {
      const setup = { memory: this.#room.memory, start: workerStart(this.#room.control, worker), failure }
      const failed = (cause: unknown): void => {
        this.#failure = cause
        Atomics.store(this.#words, failure, 1)
      }
      return spawnWorker(setup, failed, this.#room.workerUrl)
    })
  }

  /** Sends the next message once every worker has read the one before. */
  #pump(): void {
    if (!this.#workers) return
    // Nobody waits for messages any more.
    if (this.#failure !== undefined) this.#queue.length = 0
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

  /** Wakes parked workers, and waits a moment for all: they would be asleep again before the next long run. */
  #rouse(): void {
    const isIdle = (worker: number): boolean => this.#get(worker, 'state') === states.idle
    const late = Array.from({ length: this.#size }, (_, worker) => worker).filter((worker) => !isIdle(worker))
    if (late.length === 0) return
    for (const worker of late) if (this.#get(worker, 'state') === states.parked) this.#wake(worker)
    const end = performance.now() + wakingMs
    while (performance.now() < end && !late.every(isIdle));
  }

  #wake(worker: number): void {
    const word = this.#word(worker, 'wake')
    Atomics.add(this.#words, word, 1)
    Atomics.notify(this.#words, word)
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
