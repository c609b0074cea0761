/** What a program does, in order: tasks, and what opens, repeats or interrupts them. Bodies of control flow are part of the program. */
import { compileGraph, type KernelGraph } from '@neurite/compiler'
import type { Graph, PrimitiveName, TensorType, ValueId } from '@neurite/core'
import type { Site, Task, Value } from '../kernel/task.ts'
import { lower } from '../lowering/lowerings.ts'
import { controlSteps, isControl } from './control.ts'

/** A task with the values of the program that it works on. */
export interface ProgramTask {
  readonly task: Task
  readonly reads: readonly ValueId[]
  readonly writes: readonly ValueId[]
  /** It shares no dispatch. */
  readonly isAlone?: boolean
}

/** Decides whether tasks run: a task of its own works out a flag, and from it how many workgroups each of their dispatches has. */
export interface Gate {
  /** The flag, a bool: whoever is inside looks at it, too. */
  readonly flag: ValueId
  /** What stands for the dispatches' arguments among the values. */
  readonly counts: ValueId
}

/** Runs its steps only where the gate lets them. */
export interface GatedStep {
  readonly gate: Gate
  readonly steps: readonly Step[]
}

/** Runs its steps again and again. */
export interface LoopStep {
  /** How often, at most. */
  readonly count: number
  /** A flag of which nothing is to be done any more once it is down. */
  readonly going?: ValueId
  readonly steps: readonly Step[]
  /** Values that last from one round to the next. */
  readonly kept: readonly ValueId[]
}

/** Calls a function of the host. */
export interface HostStep {
  readonly host: string
  readonly operands: readonly ValueId[]
  readonly results: readonly ValueId[]
}

export type Step = ProgramTask | GatedStep | LoopStep | HostStep

/** Lowers graphs, and numbers the values of all of them together: those of the outermost come first, under their own numbers. */
export class StepWriter {
  readonly types: TensorType[]
  /** Values that are arguments of dispatches, each with its gate's. */
  readonly counts = new Set<ValueId>()

  constructor(types: readonly TensorType[]) {
    this.types = [...types]
  }

  /** A new value. */
  value(type: TensorType): ValueId {
    return this.types.push(type) - 1
  }

  /** A gate that nothing has decided yet. */
  gate(): Gate {
    const counts = this.value({ dtype: 'uint32', shape: [] })
    this.counts.add(counts)
    return { flag: this.value({ dtype: 'bool', shape: [] }), counts }
  }

  /**
   * The steps of a compiled graph.
   *
   * @param idOf - the number of one of its values here, with aliases resolved
   * @param gate - inside of which it runs
   */
  steps(kernels: KernelGraph, idOf: (id: ValueId) => ValueId, gate: Gate | undefined): Step[] {
    return kernels.calls.flatMap((call): Step[] => {
      const { kernel } = call
      const [operands, results] = [call.operands.map(idOf), call.results.map(idOf)]
      if (kernel.kind === 'node' && isControl(kernel.primitive)) {
        const types = { operands: call.operands.map((id) => kernels.values[id]!), results: results.map((id) => this.types[id]!) }
        const site = { attributes: kernel.attributes, ...types } as Site<PrimitiveName>
        return controlSteps(this, kernel.primitive, { site, operands, results, gate })
      }
      const lowered = lower(kernels, call)
      const temporaries = (lowered.temporaries ?? []).map((type) => this.value(type))
      const valueOf = (value: Value): ValueId => {
        if ('operand' in value) return operands[value.operand]!
        return 'result' in value ? results[value.result]! : temporaries[value.temporary]!
      }
      return lowered.tasks.map((task) => ({ task, reads: task.reads.map(valueOf), writes: task.writes.map(valueOf) }))
    })
  }

  /** The steps of a graph of its own, given its parameters; `results` are its results' numbers here. */
  body(graph: Graph, parameters: readonly ValueId[], gate: Gate | undefined): { steps: Step[]; results: ValueId[] } {
    const kernels = compileGraph(graph)
    const known = new Map<ValueId, ValueId>(parameters.map((id, parameter) => [parameter, id]))
    const idOf = (local: ValueId): ValueId => {
      const root = kernels.rootOf(local)
      const id = known.get(root) ?? this.value(kernels.values[root]!)
      known.set(root, id)
      return id
    }
    const steps = this.steps(kernels, idOf, gate)
    return { steps, results: kernels.results.map(idOf) }
  }
}

/** All tasks of steps, however deep. */
export const tasksIn = (steps: readonly Step[]): ProgramTask[] =>
  steps.flatMap((step) => ('task' in step ? [step] : 'steps' in step ? tasksIn(step.steps) : []))
