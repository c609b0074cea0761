/** The words of the harness: cases, contenders, sessions and what was measured. */

/** One thing to measure. */
export interface Case {
  /** `W1 b32`: unique, and what musts refer to. */
  readonly id: string
  /** The session that contenders open for it. */
  readonly kind: SessionKind
  /** What a session needs to know, JSON. */
  readonly spec: Readonly<Record<string, unknown>>
  /** What `done` counts: `step`, `image`, `GFLOP`, `pass`. */
  readonly unit: string
  /** How its figures are shown. */
  readonly show: Show
  /** Contenders that take part, by name; those that cannot run it say so. */
  readonly contenders: readonly string[]
  /** Relative difference to the first contender that is still agreement. */
  readonly tolerance: number
  /** Training steps to compare, where those of the effort would take too long. */
  readonly mostCheckSteps?: number
  /** Slices that are long enough, where those of the effort would take too long: there are many cases. */
  readonly mostSliceMs?: number
}

export type SessionKind = 'train' | 'predict' | 'matmul' | 'encoder' | 'kernel'

export type Show = 'per second' | 'milliseconds'

/** What a slice of work took. */
export interface Slice {
  readonly milliseconds: number
  /** Units of the case that were done in them. */
  readonly done: number
}

/** Work of one case in one process: opened, checked, then run slice by slice. */
export interface Session {
  /** Numbers that all contenders have to agree on: losses, probabilities, entries. */
  check(): Promise<readonly number[]>
  /** Runs a number of steps, passes or products, and waits until all of it is done. */
  slice(amount: number): Promise<Slice>
  /** Counts of the engine; ours gives how many programs it compiled. */
  facts?(): Facts
  close?(): void | Promise<void>
}

/** Counts of a session's process so far. */
export interface Facts {
  readonly compiles?: number
  /** What was asked of its GPU devices. */
  readonly calls?: import('../scripts/gpu-calls.mjs').Calls | undefined
}

/** What a process says of itself. */
export interface About {
  /** Version, threads and engine, for people. */
  readonly version: string
  /** A warning about how it stands: a slow BLAS, a missing instruction set. */
  readonly warning?: string
}

/** Opens sessions in a contender's process. */
export interface Server {
  about(): Promise<About>
  readonly kinds: Partial<Record<SessionKind, (spec: never, arrays: Arrays) => Promise<Session>>>
}

/** Arrays that the parent wrote, by name. */
export interface Arrays {
  read(name: string): { readonly data: Float32Array | Int32Array | Uint8Array; readonly shape: readonly number[] }
}

/** One row of what is measured: an engine with its settings. */
export interface Contender {
  readonly name: string
  readonly label: string
  /** What `--peers` chooses by. */
  readonly family: string
  /** Command that serves sessions; the folder of arrays is added. */
  readonly serve: readonly string[]
  /** Command that makes the first step of W1 and says so; the folder is added. */
  readonly start?: readonly string[] | undefined
  /** Set where it cannot be run, with the reason. */
  readonly missing?: string | undefined
  readonly environment?: Readonly<Record<string, string>>
}

/** What one contender reached in one case. */
export interface Result {
  readonly name: string
  readonly label: string
  /** Units per second, one per slice. */
  readonly rates: readonly number[]
  /** The median of them; undefined where it could not be measured. */
  readonly rate?: number | undefined
  /** Greatest relative difference to the reference; undefined where there is none to compare. */
  readonly difference?: number | undefined
  /** The first and the last number that were compared. */
  readonly checked?: readonly [first: number, last: number] | undefined
  readonly compiles?: number | undefined
  readonly compilesWhileTimed?: number | undefined
  /** What a unit asked of the GPU, on average over the slices that count. */
  readonly calls?: import('../scripts/gpu-calls.mjs').Calls | undefined
  readonly error?: string | undefined
}

/** One case with all its results. */
export interface CaseResult {
  readonly id: string
  readonly unit: string
  readonly show: Show
  readonly tolerance: number
  readonly results: readonly Result[]
}

/** How long and how often to measure. */
export interface Effort {
  readonly rounds: number
  readonly sliceMs: number
  /** Training steps whose losses are compared. */
  readonly checkSteps: number
  /** Steps, passes or products before any counts: engines compile, and pools of threads find out whether they pay. */
  readonly warmCalls: number
  /** Enough of them, even where they are fewer. */
  readonly warmMs: number
  /**
   * Where the first unit takes longer, there is no second to warm up, and one that counts. Longer than engines take that compile in
   * it.
   */
  readonly hopelessMs: number
}

/** An acceptance line, judged. */
export interface Verdict {
  /** The part of a run that it belongs to: `W1`, `size`. */
  readonly part: string
  readonly must: string
  /** On what, in words. */
  readonly ours: string
  /** What it is set against, in words. */
  readonly against: string
  readonly required: string
  /** Undefined where it could not be measured. */
  readonly reached?: string
  /** Undefined where nothing was decided. */
  readonly met?: boolean
  /** Why it was not measured, or is not met in spite of what was reached. */
  readonly note: string
}

/** Something that is measured beside the workloads. */
export interface Check {
  /** What `--only` chooses by. */
  readonly name: string
  readonly title: string
  judge(
    options: {
      readonly threads: number
      readonly fashion?: string | undefined
      /** The environment in which a GPU is found. */
      readonly gpu?: Readonly<Record<string, string>> | undefined
    },
    progress: (text: string) => void,
    print: (line: string) => void,
  ): Promise<readonly Verdict[]>
}
