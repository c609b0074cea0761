/** Where in a loop nest each instruction runs: how deep, and after how many passes over the reduced loops. */
import type { Instruction, InstructionId, LoopKernel } from '@neurite/compiler'

/** The place of each instruction. */
export interface Levels {
  /** Number of outermost loops that an instruction needs to stand in; those beyond `kept` are reduced ones. */
  readonly depth: readonly number[]
  /** Number of passes that must be over before an instruction can run. */
  readonly phase: readonly number[]
  /** How often the reduced loops run at each point of the kept ones. */
  readonly passes: number
}

/** Instructions that an instruction needs. */
export const operandsOf = (instruction: Instruction): readonly InstructionId[] => {
  if (instruction.op === 'apply') return instruction.operands
  return instruction.op === 'reduce' ? [instruction.operand] : []
}

/** Analyses a kernel. */
export function levelsOf({ body, kept, stores }: LoopKernel): Levels {
  const [depth, phase]: [number[], number[]] = [[], []]
  for (const instruction of body) {
    const operands = operandsOf(instruction)
    const deepest = Math.max(0, ...operands.map((id) => depth[id]!))
    const latest = Math.max(0, ...operands.map((id) => phase[id]!))
    const isReduce = instruction.op === 'reduce'
    depth.push('at' in instruction ? instruction.at.strides.length : isReduce ? kept : deepest)
    phase.push(isReduce ? latest + 1 : latest)
  }
  const full = stores.filter(({ instruction, at }) => depth[instruction]! > kept || at.strides.length > kept)
  const passes = Math.max(
    0,
    ...phase.filter((_, id) => body[id]!.op === 'reduce'),
    ...full.map(({ instruction }) => phase[instruction]! + 1),
  )
  return { depth, phase, passes }
}

/** The instructions that some instructions need, themselves included, as far as `isNeeded` goes; in order. */
export function closure(
  body: readonly Instruction[],
  roots: readonly InstructionId[],
  isNeeded: (id: InstructionId) => boolean,
): InstructionId[] {
  const found = new Set<InstructionId>()
  const visit = (id: InstructionId): void => {
    if (found.has(id) || !isNeeded(id)) return
    found.add(id)
    operandsOf(body[id]!).forEach(visit)
  }
  roots.forEach(visit)
  return [...found].sort((a, b) => a - b)
}
