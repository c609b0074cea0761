/** Runs one sample on a backend in every layout, and compares it with the reference. */
import { type Backend, DTypeError, type PrimitiveName, type Program, type ValueId } from '@neurite/core'
import { checkNode } from '../compare/check-node.ts'
import { direct, evaluateOperands, type Layout, layouts } from '../layouts/layout.ts'
import { ProgramWriter } from '../program/program-writer.ts'
import { runProgram } from '../program/run-program.ts'
import type { Sample } from '../samples/sample.ts'
import { type CaseContext, ConformanceError, type Refusal } from '../suite/conformance-case.ts'
import { ensureFails } from '../suite/expectations.ts'
import type { HostTensor } from '../values/host-tensor.ts'

/** A program with one node under test, and all that it takes to check it. */
interface Arranged {
  readonly program: Program
  readonly parameters: readonly HostTensor[]
  /** As the program computes them. */
  readonly operands: readonly HostTensor[]
  /** The results of the program before those of the node: new values of states. */
  readonly states: number
}

/** The node, or what stands for it: core inlines composites that the backend does not claim. */
function applyUnderTest<P extends PrimitiveName>(
  backend: Backend,
  writer: ProgramWriter,
  primitive: P,
  { attributes }: Sample<P>,
  operands: readonly ValueId[],
): ValueId[] {
  if (!('body' in attributes && 'name' in attributes)) return writer.apply(primitive, operands, attributes)
  const { name, body } = attributes
  const composite = {
    name,
    body,
    operands: operands.map((id) => writer.typeOf(id)),
    results: body.results.map((id) => body.values[id]!),
  }
  return backend.claims?.(composite) ? writer.apply(primitive, operands, attributes) : writer.inline(body, operands)
}

/** The program of a sample in a layout; undefined where the layout changes nothing about it. */
function arrange<P extends PrimitiveName>(
  backend: Backend,
  primitive: P,
  sample: Sample<P>,
  { feed, shorten }: Layout,
): Arranged | undefined {
  const given = shorten ? shorten(primitive, sample.operands) : sample.operands
  const chosen = given?.map(feed)
  if (!given || !chosen || (given.length > 0 && chosen.every((one) => !one))) return undefined
  const feeds = given.map((operand, index) => chosen[index] ?? direct(operand))
  const writer = new ProgramWriter()
  const ids = feeds.map(({ parameter }) => parameter && writer.parameter(parameter.role, parameter.tensor))
  const parameters = feeds.flatMap(({ parameter }) => (parameter ? [parameter.tensor] : []))
  const values = feeds.map((one, index) => one.connect(writer, ids[index]))
  const operands = evaluateOperands(writer, values, parameters)
  const results = applyUnderTest(backend, writer, primitive, sample, values)
  const states = ids.filter((id, index): id is ValueId => id !== undefined && feeds[index]?.parameter?.role === 'state')
  return { program: writer.program({ states, outputs: results }), parameters, operands, states: states.length }
}

/** Sees to it that a backend refuses a program with a dtype that it does not list; undefined where it lists all. */
export async function refusalOf(backend: Backend, program: Program): Promise<Refusal | undefined> {
  const unlisted = program.graph.values.find(({ dtype }) => !backend.capabilities.dtypes.includes(dtype))
  if (!unlisted) return undefined
  await ensureFails(`compile of ${unlisted.dtype}, which the backend does not list`, () => backend.compile(program), DTypeError)
  return { refused: unlisted.dtype }
}

/**
 * Runs a sample in every layout.
 *
 * A backend that lacks one of its dtypes has to refuse the program, which is all there is to see then.
 */
export async function runSample<P extends PrimitiveName>(
  context: CaseContext,
  primitive: P,
  sample: Sample<P>,
  chosen: readonly Layout[] = layouts,
): Promise<Refusal | void> {
  const { backend } = context
  for (const layout of chosen) {
    const arranged = arrange(backend, primitive, sample, layout)
    if (!arranged) continue
    const { program, parameters, operands, states } = arranged
    const refusal = await refusalOf(backend, program)
    if (refusal) return refusal
    try {
      const results = await runProgram(backend, program, parameters)
      checkNode(primitive, operands, sample.attributes, results.slice(states), context)
    } catch (error) {
      throw new ConformanceError(`operands as ${layout.name}: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      })
    }
  }
}
