/** Elementwise primitives with a literal on one side: where compilers are tempted to simplify, as `x * 0` to 0. */
import { type PrimitiveName, type ValueId } from '@neurite/core'
import { checkNode } from '../compare/check-node.ts'
import { ProgramWriter } from '../program/program-writer.ts'
import { runProgram } from '../program/run-program.ts'
import type { Sample } from '../samples/sample.ts'
import type { CaseContext, Refusal } from '../suite/conformance-case.ts'
import { refusalOf } from './sample-case.ts'
import { hostTensor, type HostTensor, numbersOf } from '../values/host-tensor.ts'

/** Numbers that identities hang on. */
const special: readonly number[] = [0, -0, 1, -1, 2, 0.5, Number.NaN, Infinity, -Infinity]

const listed = new Set(['edge values', 'NaN and infinities'])

/** All numbers that the lists of edge values put on one side. */
function numbersOn<P extends PrimitiveName>(samples: readonly Sample<P>[], side: number): number[] {
  const numbers = samples.filter(({ name }) => listed.has(name)).flatMap(({ operands }) => numbersOf(operands[side]!))
  return [...new Map(numbers.map((value) => [Object.is(value, -0) ? '-0' : String(value), value])).values()]
}

/** Runs a binary primitive with each special number as a literal on either side, all in one program. */
export async function runConstantOperands<P extends PrimitiveName>(
  context: CaseContext,
  primitive: P,
  samples: readonly Sample<P>[],
): Promise<Refusal | void> {
  const { backend } = context
  const [first] = samples
  const { dtype } = first!.operands[0]!
  const { attributes } = first!
  const sides = [0, 1].map((side) => numbersOn(samples, side))
  const inputs = sides.map((numbers) => hostTensor(dtype, [numbers.length], numbers))
  const writer = new ProgramWriter()
  const ids = inputs.map((input) => writer.input(input))
  const nodes: { readonly result: ValueId; readonly operands: readonly HostTensor[] }[] = []
  for (const side of [0, 1]) {
    const variable = inputs[1 - side]!
    for (const value of sides[side]!.filter((number) => special.some((one) => Object.is(one, number)))) {
      const literal = writer.constant(value, variable)
      const uniform = hostTensor(
        dtype,
        variable.shape,
        numbersOf(variable).map(() => value),
      )
      const inOrder = <T>(constant: T, other: T): T[] => (side === 0 ? [constant, other] : [other, constant])
      nodes.push({
        result: writer.one(primitive, inOrder(literal, ids[1 - side]!), attributes),
        operands: inOrder(uniform, variable),
      })
    }
  }
  const program = writer.program({ outputs: nodes.map(({ result }) => result) })
  const refusal = await refusalOf(backend, program)
  if (refusal) return refusal
  const results = await runProgram(backend, program, inputs)
  nodes.forEach(({ operands }, index) => checkNode(primitive, operands, attributes, [results[index]!], context))
}
