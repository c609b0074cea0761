/** Looks inside the runs of one program: what a backend loads when somebody debugs it. */
import type { Evaluate } from '@neurite/compiler/debug'
import { debugLevel, type Executable, reportsKernels } from '@neurite/core'
import type { HostFunction, WasmImports, WasmMemory } from '../engine.ts'
import { type EmittedModule, markName, type Marks } from '../program/module.ts'
import { KernelCheck } from './check/kernel-check.ts'
import { KernelTimes } from './kernel-times.ts'
import { printSource } from './print-source.ts'

/** Measures the kernels of a program where they are reported, and checks them where there is something to check them against. */
export class Inspector {
  readonly #evaluate: Evaluate | undefined
  readonly #reports = reportsKernels()
  #check: KernelCheck | undefined
  #mark: HostFunction = () => {}

  /** @param evaluate - the reference, if kernels are to be checked */
  constructor(evaluate: Evaluate | undefined) {
    this.#evaluate = evaluate
  }

  /** What the program's module has to mark. */
  get marks(): Marks {
    if (this.#evaluate) return 'all'
    return this.#reports ? 'program' : 'none'
  }

  /** Begins to look at a program that was emitted. */
  open(emitted: EmittedModule, memory: WasmMemory): void {
    const main = emitted.plans.length - 1
    const plan = emitted.plans[main]
    if (!plan) return
    if (debugLevel() >= 4) printSource(plan, emitted)
    const times = this.#reports ? new KernelTimes(plan) : undefined
    const check = this.#evaluate && new KernelCheck(emitted.plans, memory, this.#evaluate)
    this.#check = check
    this.#mark = (...[number, steps, arena]) => {
      const isMain = number === main
      if (isMain) times?.stop(steps!)
      check?.mark(number!, steps!, arena!)
      if (isMain) times?.start()
    }
  }

  /** The imports of the program's module, and what it marks its steps with. */
  imports({ host }: WasmImports): WasmImports {
    return { host: { ...host, [markName]: (...operands) => this.#mark(...operands) } }
  }

  /** The program, whose runs fail with what the check finds. */
  wrap(executable: Executable): Executable {
    const check = this.#check
    if (!check) return executable
    return {
      scratchBytes: executable.scratchBytes,
      run(call) {
        const submission = executable.run(call)
        const fault = check.takeFault()
        return fault ? { done: () => Promise.reject(fault) } : submission
      },
      dispose: () => executable.dispose(),
    }
  }
}
