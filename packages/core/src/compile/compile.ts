/** compile(): traces a function once per signature and replays it as one program. */
import type { Backend, Binding, Program } from '../backend/backend.ts'
import { getBackend } from '../backend/registry.ts'
import { ArgumentError, TraceError } from '../errors/errors.ts'
import type { Graph, TensorType } from '../graph/graph.ts'
import { typeKey } from '../graph/key.ts'
import { printGraph } from '../graph/print.ts'
import { numberValue } from '../lazy/append.ts'
import { ByBackend } from '../lazy/by-backend.ts'
import { extractPruned } from '../lazy/extract.ts'
import { purposeOf } from '../lazy/flush.ts'
import { currentCompileScope, currentScope, type Scope, withScope } from '../lazy/scope.ts'
import { Value } from '../lazy/value.ts'
import {
  nanCheckInForce,
  type NanCheckOptions,
  type NanCheckRule,
  nanCheckRule,
  type NanCheckSetting,
} from '../nan-check/setting.ts'
import { flattenNest, mapNest, type NestOf } from '../nest/nest.ts'
import { debugLine } from '../runtime/debug.ts'
import { executableOf } from '../runtime/programs.ts'
import { Tensor } from '../tensor/tensor.ts'
import { Variable } from '../variable/variable.ts'
import { runProgram, type TracedProgram } from './run-program.ts'

/** What a compiled function takes besides tensors: part of its signature, traced anew for each value. */
export type Static = string | boolean | null | undefined

/** An argument of a function to compile: tensors and static values, alone or in arrays and records. */
export type Argument = NestOf<Tensor | Static>

/** What callers may pass for an argument: a number goes where a scalar tensor is expected, and does not cause a retrace. */
export type CallArgument<A> = A extends Tensor ? Tensor | number : A extends Static ? A : { [K in keyof A]: CallArgument<A[K]> }

/** What a function to compile may return. Not a promise: tracing runs nothing that could be waited for. */
export type CompileResult = NestOf<Tensor | number | Static> | void

/** Options of `compile`. */
export interface CompileOptions {
  /** The call that errors name. Default: the function's name. */
  readonly name?: string
  /** Where the program runs. Default: where its first tensor argument lives, else the backend in force. */
  readonly backend?: Backend
  /**
   * Whether a run that would make NaN or Infinity is stopped before it changes anything, with an error that names the operation, the
   * line and the layer; see `setNanCheck`, also for `dataSync`. It holds for the whole program that the function becomes part of.
   * Default: as `setNanCheck` says.
   */
  readonly nanCheck?: NanCheckSetting | undefined
}

/** A function that runs as one program per signature. */
export interface CompiledFunction<Args extends readonly unknown[], Result> {
  (...args: { [K in keyof Args]: CallArgument<Args[K]> }): Result
  /** Runs the program `count` times in one call, state carried over; the results are the last run's. */
  repeat(count: number, ...args: { [K in keyof Args]: CallArgument<Args[K]> }): Result
  /** Traces and compiles for the types of these arguments, and runs nothing. */
  prepare(...args: { [K in keyof Args]: CallArgument<Args[K]> }): Promise<void>
  /** The graph for these arguments, as text. */
  print(...args: { [K in keyof Args]: CallArgument<Args[K]> }): string
  /** How many signatures have been traced. */
  readonly traces: number
  /** The graphs traced so far, one per signature and backend, oldest first; `graphToDot` draws them. */
  readonly graphs: readonly Graph[]
  /** The graphs traced so far, as text. */
  toString(): string
}

/** One argument leaf: a tensor, a number passed at run time, or part of the signature. */
type Leaf = Tensor | number | Static

function checkLeaf(call: string, leaf: unknown, path: string): asserts leaf is Leaf {
  if (leaf instanceof Tensor || leaf === null || leaf === undefined) return
  if (typeof leaf === 'number' || typeof leaf === 'string' || typeof leaf === 'boolean') return
  const what = leaf instanceof Variable ? 'a Variable' : typeof leaf === 'object' ? leaf.constructor.name : typeof leaf
  const fix =
    leaf instanceof Variable
      ? 'use the variable inside the function, or pass its value'
      : 'pass tensor(data), a number, a string or a boolean'
  throw new ArgumentError(`${call}: argument args${path} is ${what}; ${fix}`)
}

/** Text that is equal exactly for leaves that the same trace serves. */
function leafKey(leaf: Leaf): string {
  if (leaf instanceof Tensor) return typeKey(leaf.value.type)
  return typeof leaf === 'number' ? 'number' : (JSON.stringify(leaf) ?? 'undefined')
}

/** The type of the parameter that a leaf becomes; undefined for static ones. */
function parameterType(leaf: Leaf): TensorType | undefined {
  if (leaf instanceof Tensor) return leaf.value.type
  return typeof leaf === 'number' ? { shape: [], dtype: 'float32' } : undefined
}

const isDynamic = (leaf: Leaf): leaf is Tensor | number => leaf instanceof Tensor || typeof leaf === 'number'

/** The value that a dynamic leaf brings to a run. */
const argumentValue = (leaf: Tensor | number): Value =>
  leaf instanceof Tensor ? leaf.value : new Value({ shape: [], dtype: 'float32' }, { kind: 'number', value: leaf }, undefined)

interface Traced<Result> extends TracedProgram {
  /** What a function inside asks for. */
  readonly nanCheck: NanCheckRule | undefined
  /** The function's result with its tensors replaced by these. */
  rebuild(outputs: readonly Value[]): Result
}

/** A result leaf as a value; numbers and static values are returned as they are. */
function resultTensors(call: string, result: unknown): Tensor[] {
  if (result instanceof Promise) {
    throw new TraceError(`${call}: the function returned a promise; a compiled function must be synchronous, so await outside it`)
  }
  return flattenNest(result).leaves.filter((leaf): leaf is Tensor => leaf instanceof Tensor)
}

/**
 * The roles and names of the arguments that become parameters. Not done where the function is traced: the notes of where operations
 * come from keep what their stack refers to, and with it the arguments of the first call.
 */
function describeArguments(args: readonly unknown[]): { roles: readonly ('scalar' | 'input')[]; names: readonly string[] } {
  const { leaves, paths } = flattenNest(args)
  const dynamic = leaves.flatMap((leaf, index) =>
    isDynamic(leaf as Leaf)
      ? [{ role: typeof leaf === 'number' ? ('scalar' as const) : ('input' as const), path: paths[index]! }]
      : [],
  )
  return { roles: dynamic.map(({ role }) => role), names: dynamic.map(({ path }) => `args${path}`) }
}

function trace<Result>(call: string, backend: Backend, fn: (args: unknown) => Result, args: readonly unknown[]): Traced<Result> {
  const scope: Scope = { kind: 'compile', call, backend, outer: currentScope(), states: new Map() }
  const parameters: Value[] = []
  const tracedArgs = mapNest(args, (leaf) => {
    const type = parameterType(leaf as Leaf)
    if (!type) return leaf
    const parameter = new Value(type, { kind: 'parameter', scope }, backend)
    parameters.push(parameter)
    return new Tensor(parameter)
  })
  const result = withScope(scope, () => fn(tracedArgs))
  const outputs = resultTensors(call, result)
  const states = [...scope.states].map(([cell, traced]) => ({ variable: cell as Variable, ...traced }))
  const assigned = states.filter(({ entry, current }) => entry !== current)
  const read = states.filter(({ entry, current }) => entry === current)
  const leading = [...parameters, ...assigned.map(({ entry }) => entry), ...read.map(({ entry }) => entry)]
  const roots = [...assigned.map(({ current }) => current), ...outputs.map(({ value }) => value)]
  const { graph, sources } = extractPruned(roots, { parameters: leading, scope, purpose: purposeOf(backend) })
  const captures = sources.slice(leading.length)
  const { roles, names } = describeArguments(args)
  const bindings: Binding[] = [
    ...parameters.map(({ type }, index) => ({ role: roles[index]!, type })),
    ...assigned.map(({ entry }) => ({ role: 'state', type: entry.type }) as const),
    ...[...read.map(({ entry }) => entry), ...captures].map(
      ({ type, state }) => ({ role: state.kind === 'number' ? 'scalar' : 'input', type }) as const,
    ),
    ...outputs.map(({ value }) => ({ role: 'output', type: value.type }) as const),
  ]
  const program: Program = { graph, bindings }
  debugLine(1, () => `${call} traced: ${graph.nodes.length} nodes`)
  debugLine(3, () => `${call} traced:\n${printGraph(graph, { origins: true })}`)
  return {
    program,
    assigned: assigned.map(({ variable }) => variable),
    read: read.map(({ variable }) => variable),
    captures,
    steady: undefined,
    argumentNames: names,
    nanCheck: scope.nanCheck,
    rebuild: (values) => {
      let next = 0
      return mapNest(result, (leaf) => (leaf instanceof Tensor ? new Tensor(values[next++]!) : leaf)) as Result
    },
  }
}

/** The differences between two signatures, for the line that explains a retrace. */
function describeRetrace(before: readonly string[], after: readonly string[], paths: readonly string[]): string {
  const changed = after.flatMap((key, index) =>
    key === before[index] ? [] : [`args${paths[index]} was ${before[index]}, is ${key}`],
  )
  return changed.length > 0 ? changed.join('; ') : 'the structure of the arguments changed'
}

/**
 * Turns a function of tensors into a program.
 *
 * The function runs once per signature (shapes, dtypes and static arguments), and only to record its operations; after that the
 * program is replayed. What it reads from outside is fixed at that moment, except Variables, whose `assign` becomes an in-place
 * update when the program ends. Where the call is made inside another compiled function, it is inlined there.
 *
 * @param fn - synchronous; takes tensors and static values in arrays and records, and returns tensors in arrays and records
 * @throws TraceError when the function returns a promise or reads a tensor
 * @example
 * ```ts
 * const area = compile((width: Tensor, height: Tensor) => width.mul(height))
 * console.log(await area(3, 4).item()) // 12
 * ```
 */
export function compile<const Args extends readonly unknown[], Result extends CompileResult>(
  fn: (...args: Args) => Result,
  options: CompileOptions = {},
): CompiledFunction<Args, Result> {
  const call = options.name ?? (fn.name || 'compiled function')
  const traces = new ByBackend<Map<string, Traced<Result>>>()
  const ownRule = options.nanCheck === undefined ? undefined : nanCheckRule(call, options.nanCheck)
  const graphs = (): readonly Graph[] =>
    traces.values().flatMap((known) => [...known.values()].map(({ program }) => program.graph))
  let lastKeys: readonly string[] | undefined
  let count = 0
  // The structure is the caller's own with its leaves replaced, so it still fits.
  const apply = (args: unknown): Result => fn(...(args as Args))

  const find = (args: readonly unknown[]): { traced: Traced<Result>; backend: Backend; leaves: readonly Leaf[] } => {
    const { leaves, structure, paths } = flattenNest(args)
    const checked = leaves.map((leaf, index) => {
      checkLeaf(call, leaf, paths[index]!)
      return leaf
    })
    const own = checked.find((leaf): leaf is Tensor => leaf instanceof Tensor && leaf.backend !== undefined)
    const backend = options.backend ?? own?.backend ?? getBackend()
    const keys = checked.map(leafKey)
    const signature = `${structure}|${keys.join('|')}`
    const known = traces.get(backend) ?? new Map<string, Traced<Result>>()
    traces.set(backend, known)
    let traced = known.get(signature)
    if (!traced) {
      if (lastKeys) debugLine(1, () => `${call} is traced again: ${describeRetrace(lastKeys ?? [], keys, paths)}`)
      traced = trace(call, backend, apply, args)
      known.set(signature, traced)
      lastKeys = keys
      count += 1
    }
    return { traced, backend, leaves: checked }
  }

  const run = (repeat: number, args: readonly unknown[]): Result => {
    if (!Number.isInteger(repeat) || repeat < 1)
      throw new ArgumentError(`${call}.repeat: expected a positive integer count, got ${repeat}`)
    if (currentScope()) return inline(args)
    const { traced, backend, leaves } = find(args)
    const values = leaves.filter(isDynamic).map(argumentValue)
    const nanCheck = ownRule ?? (options.nanCheck === undefined ? (traced.nanCheck ?? nanCheckInForce()) : undefined)
    if (!nanCheck) return traced.rebuild(runProgram(call, backend, traced, values, { repeat, nanCheck }))
    // Every run is checked, so that the state stops where it was before the first bad one.
    for (let done = 1; done < repeat; done++) runProgram(call, backend, traced, values, { repeat: 1, nanCheck })
    return traced.rebuild(runProgram(call, backend, traced, values, { repeat: 1, nanCheck }))
  }

  const inline = (args: readonly unknown[]): Result => {
    const scope = currentCompileScope()
    if (scope && ownRule) scope.nanCheck = ownRule
    const numbersAsTensors = mapNest(args, (leaf) => (typeof leaf === 'number' ? new Tensor(numberValue(leaf, 'float32')) : leaf))
    return apply(numbersAsTensors)
  }

  const compiled = (...args: unknown[]): Result => run(1, args)
  return Object.defineProperties(compiled, {
    repeat: { value: (times: number, ...args: unknown[]) => run(times, args) },
    prepare: {
      value: async (...args: unknown[]): Promise<void> => {
        const { traced, backend } = find(args)
        await executableOf(backend, traced.program)
      },
    },
    print: { value: (...args: unknown[]) => printGraph(find(args).traced.program.graph) },
    traces: { get: () => count },
    graphs: { get: graphs },
    toString: {
      value: () =>
        count === 0
          ? `${call}: not traced yet; call it first`
          : graphs()
              .map((graph) => printGraph(graph))
              .join('\n'),
    },
  }) as CompiledFunction<Args, Result>
}

/**
 * `compile` with a check: a run that would make NaN or Infinity is stopped before it changes anything, and the next read throws an
 * error that names the first operation that made it, the line that called for it, and its layer.
 *
 * @param fn - as for `compile`
 * @throws NonFiniteError at the next read
 * @example
 * ```ts
 * const step = nanCheck((x: Tensor) => x.log().mean())
 * await step(tensor([1, 0])).item() // NonFiniteError: step: log(float32[2]) -> float32[2] gave Infinity ...
 * ```
 */
export const nanCheck = <const Args extends readonly unknown[], Result extends CompileResult>(
  fn: (...args: Args) => Result,
  { infinity, ...options }: Omit<CompileOptions, 'nanCheck'> & NanCheckOptions = {},
): CompiledFunction<Args, Result> => compile(fn, { ...options, nanCheck: infinity === undefined ? true : { infinity } })
