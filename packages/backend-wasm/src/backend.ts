/** The WebAssembly backend: one module per program, generated for its shapes, over one memory. */
import {
  ArgumentError,
  type Backend,
  BackendError,
  type BufferSlice,
  type Capabilities,
  debugLevel,
  DisposedError,
  type Executable,
  ExecutionError,
  InternalError,
  MustWaitError,
  type Program,
} from '@neurite/core'
import type { Evaluate } from '@neurite/compiler/debug'
import type { Inspector } from './debug/inspector.ts'
import { inspection } from './debug/inspection.ts'
import { copyBytes, requireEngine, type WasmEngine, type WasmImports, type WasmInstance } from './engine.ts'
import { chooseSimd } from './features/detect-simd.ts'
import type { SimdLevel } from './features/simd-level.ts'
import { withLate } from './late/late.ts'
import { threads as lateThreads } from './late/parts.ts'
import { supportedDTypes } from './lowering/element.ts'
import { createHost } from './lowering/host.ts'
import { alignmentBytes } from './memory/alignment.ts'
import { addressableBytes, Heap, pageBytes } from './memory/heap.ts'
import { addressOf, bufferOf, WasmBuffer } from './memory/wasm-buffer.ts'
import { checkProgram } from './program/check-program.ts'
import { createExecutable, type Shared } from './program/executable.ts'
import { emitModule, type EmittedModule } from './program/module.ts'
import { type Plan, planProgram } from './program/plan.ts'
import { controlBytes } from './threads/control.ts'
import { canThread, defaultThreads, isDrawingThread } from './threads/place.ts'
import type { Pool, SharedRoom } from './threads/pool.ts'

/** Options of `wasm`. */
export interface WasmOptions {
  /** Most bytes that tensors and intermediates may take together; default and largest value: 4 GiB less 64 KiB. */
  readonly maxMemoryBytes?: number
  /**
   * Threads that a program may run on, this one included. Default: as many as the processor has where threads can share memory
   * (in a page, only where it is isolated, and not in the thread that draws it), else 1.
   */
  readonly threads?: number
  /**
   * How much SIMD programs use: `none`; `plain`, which rounds alike on every machine; or `relaxed`, whose products of
   * float32 add up faster, rounded as the machine does it best. Default: the most that the engine has.
   */
  readonly simd?: SimdLevel
  /**
   * Checks every kernel while it runs, on one thread: what it writes against what this function computes from the same operands, as
   * exactly as rounding allows, and that it changes nothing else; memory that holds nothing is filled with NaN, so that reading it
   * shows. A fault fails the run with an ExecutionError that names the kernel. Very slow: it is meant for finding bugs of this
   * backend. Like debugging it is loaded when it is needed: the first results can only be awaited.
   *
   * @example
   * const backend = wasm({ checkAgainst: evaluateGraph }) // of @neurite/backend-cpu
   */
  readonly checkAgainst?: Evaluate
  /**
   * Address of a file that holds `workerSource`, for pages whose content security policy refuses workers from `blob:`. Node needs
   * none.
   */
  readonly workerUrl?: string | URL
}

/** A control block has room for so many. */
const mostThreads = 64

/** A copy on the JavaScript side may not be larger than what every engine grants an ArrayBuffer. */
const largestBufferBytes = 2 ** 31 - 1

/** A program that is about to be compiled. */
interface Emission {
  readonly program: Program
  readonly plan: Plan
  readonly emitted: EmittedModule
  /** Looks inside its runs, where somebody debugs. */
  readonly inspector: Inspector | undefined
}

/** The options, with what was left out filled in. */
interface Settings extends WasmOptions {
  readonly maxMemoryBytes: number
  readonly threads: number
  readonly simd: SimdLevel
}

class WasmBackend implements Backend {
  readonly name = 'wasm'
  readonly capabilities: Capabilities
  readonly #engine: WasmEngine
  readonly #heap: Heap
  readonly #threads: number
  readonly #simd: SimdLevel
  readonly #checkAgainst: Evaluate | undefined
  /** Makes programs known to the workers: there where there are any, as soon as what starts them is loaded. */
  #publish: ((bytes: Uint8Array) => Shared) | undefined
  #pool: Pool | undefined
  readonly #control: number | undefined

  constructor(engine: WasmEngine, { maxMemoryBytes, threads, simd, checkAgainst, workerUrl }: Settings) {
    this.#engine = engine
    this.#checkAgainst = checkAgainst
    this.#threads = threads
    this.#simd = simd
    this.#heap = new Heap(engine, maxMemoryBytes, threads > 1)
    if (threads > 1) {
      const workers = threads - 1
      this.#control = this.#heap.allocate([controlBytes(workers)])[0]!
      const room = { memory: this.#heap.memory, control: this.#control, workerUrl, ...sharedRoom(this.#heap) }
      lateThreads.use((loaded) => {
        if (this.#heap.isReleased) return
        const pool = new loaded.Pool(room, workers)
        this.#pool = pool
        this.#publish = (bytes) => ({ pool, program: pool.publish(bytes), pace: new loaded.Pace() })
      })
    }
    this.capabilities = {
      dtypes: supportedDTypes,
      maxBufferBytes: Math.min(this.#heap.maxBytes, largestBufferBytes),
      alignmentBytes,
    }
  }

  allocate(sizesBytes: readonly number[]): readonly BufferSlice[] {
    const heap = this.#use('wasm allocate')
    const bad = sizesBytes.find((size) => !Number.isSafeInteger(size) || size < 0)
    if (bad !== undefined) throw new InternalError(`wasm allocate: ${bad} is not a number of bytes`)
    const large = sizesBytes.find((size) => size > this.capabilities.maxBufferBytes)
    if (large !== undefined) {
      throw new BackendError(
        `wasm: cannot allocate ${large} bytes: one buffer holds at most ${this.capabilities.maxBufferBytes}; split the tensor`,
      )
    }
    const addresses = heap.allocate(sizesBytes)
    return sizesBytes.map((sizeBytes, i) => ({
      buffer: new WasmBuffer(heap, addresses[i]!, sizeBytes),
      offsetBytes: 0,
      sizeBytes,
    }))
  }

  free(slices: readonly BufferSlice[]): void {
    // Freeing after the end is harmless: finalizers run when they will.
    if (this.#heap.isReleased) return
    for (const slice of slices) {
      const buffer = bufferOf('wasm free', this.#heap, slice)
      if (slice.sizeBytes !== buffer.sizeBytes)
        throw new InternalError('wasm free: expected a slice as `allocate` returned it, got a part')
      buffer.isFreed = true
      this.#heap.free(buffer.address)
    }
  }

  write(slice: BufferSlice, data: ArrayBufferView): void {
    const heap = this.#use('wasm write')
    const address = addressOf('wasm write', heap, slice)
    if (data.byteLength > slice.sizeBytes)
      throw new InternalError(`wasm write: ${data.byteLength} bytes do not fit in ${slice.sizeBytes}`)
    heap.bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), address)
  }

  /** Runs are over when `run` returns, so the copy is taken at once. */
  async read(slice: BufferSlice): Promise<ArrayBuffer> {
    return this.readSync(slice)
  }

  readSync(slice: BufferSlice): ArrayBuffer {
    const heap = this.#use('wasm read')
    const address = addressOf('wasm read', heap, slice)
    return copyBytes(heap.memory, address, slice.sizeBytes)
  }

  async compile(program: Program): Promise<Executable> {
    const emission = await withLate(() => this.#emit(program))
    const module = await this.#engine.compile(emission.emitted.bytes).catch(refused)
    this.#use('wasm compile')
    const instance = await this.#engine.instantiate(module, this.#importsOf(emission)).catch(refused)
    this.#use('wasm compile')
    return this.#executableOf(emission, instance)
  }

  /** @throws MustWaitError when the program needs what is still to be loaded, or is too large for a page that may not wait */
  compileSync(program: Program): Executable {
    const emission = this.#emit(program)
    return this.#executableOf(emission, this.#instantiateSync(emission))
  }

  async dispose(): Promise<void> {
    this.#pool?.dispose()
    this.#heap.release()
  }

  /** Whether somebody wants to see inside the programs that are compiled from here on. */
  get #isInspected(): boolean {
    return this.#checkAgainst !== undefined || debugLevel() >= 2
  }

  #emit(program: Program): Emission {
    this.#use('wasm compile')
    checkProgram(program)
    const tools = this.#isInspected ? inspection.get() : undefined
    const plan = planProgram(program, this.#threads)
    const inspector = tools && new tools.Inspector(this.#checkAgainst)
    const emitted = emitModule(plan, { control: this.#control, simd: this.#simd, ...(inspector && { marks: inspector.marks }) })
    inspector?.open(emitted, this.#heap.memory)
    return { program, plan, emitted, inspector }
  }

  #importsOf({ emitted, inspector }: Emission): WasmImports {
    const { memory } = this.#heap
    const host = createHost(memory, emitted.hostCalls)
    return inspector?.imports(host) ?? host
  }

  #instantiateSync(emission: Emission): WasmInstance {
    const { bytes } = emission.emitted
    try {
      return new this.#engine.Instance(new this.#engine.Module(bytes), this.#importsOf(emission))
    } catch (cause) {
      return isDrawingThread() && cause instanceof RangeError ? tooLarge(bytes.byteLength, cause) : refused(cause)
    }
  }

  #executableOf({ program, plan, emitted, inspector }: Emission, instance: WasmInstance): Executable {
    const { hostCalls, bytes, isParallel } = emitted
    this.#heap.growArena(plan.arenaBytes)
    // A function of the user, or a check, may throw in the middle of a run, and leave workers waiting for it.
    const isShared = isParallel && hostCalls.length === 0 && this.#checkAgainst === undefined
    const executable = createExecutable(program, plan, instance, this.#heap, isShared ? this.#share(bytes) : undefined)
    return inspector?.wrap(executable) ?? executable
  }

  /** Publishes a program as soon as that is possible; what is returned says whether it was. */
  #share(bytes: Uint8Array): () => Shared | undefined {
    let unpublished: Uint8Array | undefined = bytes
    let shared: Shared | undefined
    const share = (): Shared | undefined => {
      if (!unpublished || !this.#publish) return shared
      shared = this.#publish(unpublished)
      unpublished = undefined
      return shared
    }
    share()
    return share
  }

  /** The heap, while the backend is in use. */
  #use(call: string): Heap {
    if (this.#heap.isReleased) throw new DisposedError(`${call}: the backend was disposed; make another with wasm()`)
    return this.#heap
  }
}

/** Where a pool puts what its workers are to read. */
const sharedRoom = (heap: Heap): Pick<SharedRoom, 'place' | 'free'> => ({
  place: (bytes) => {
    const address = heap.reserve(bytes.byteLength)
    if (address !== undefined) heap.bytes.set(bytes, address)
    return address
  },
  free: (address) => {
    if (!heap.isReleased) heap.free(address)
  },
})

/** Our modules are valid, so a refusal is the page's content security policy, a limit of the engine, or a bug of ours. */
function refused(cause: unknown): never {
  throw new ExecutionError(
    "wasm: the engine refused the program's module; a content security policy must allow 'wasm-unsafe-eval'",
    { cause },
  )
}

/** Browsers limit what the thread that draws a page may compile at once: Chrome, to 8 MB. */
function tooLarge(sizeBytes: number, cause: RangeError): never {
  throw new MustWaitError(
    `wasm: the program's module of ${sizeBytes} bytes is more than this browser compiles at once in the thread that draws the page; ` +
      'wait for it (`await tensor.data()`, `await backend.compile(program)`), or compute in a Web Worker',
    { cause },
  )
}

/** Makes a backend. Late parts are there, or can be loaded. */
export function createBackend(options: WasmOptions = {}): Backend {
  const { maxMemoryBytes = addressableBytes, threads = defaultThreads() } = options
  if (!Number.isInteger(maxMemoryBytes) || maxMemoryBytes < pageBytes || maxMemoryBytes > addressableBytes) {
    throw new ArgumentError(
      `wasm: expected maxMemoryBytes to be a whole number from ${pageBytes} to ${addressableBytes}, got ${maxMemoryBytes}`,
    )
  }
  if (!Number.isInteger(threads) || threads < 1 || threads > mostThreads) {
    throw new ArgumentError(`wasm: expected threads to be a whole number from 1 to ${mostThreads}, got ${threads}`)
  }
  if (threads > 1 && !canThread()) {
    throw new ArgumentError(
      `wasm: got threads ${threads}, but this place has no shared memory or no workers: isolate the page (COOP and COEP headers), or use threads: 1`,
    )
  }
  const engine = requireEngine()
  return new WasmBackend(engine, { ...options, maxMemoryBytes, threads, simd: chooseSimd(engine, options.simd) })
}
