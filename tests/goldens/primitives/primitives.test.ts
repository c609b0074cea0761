/** Every primitive with every dtype that its type rule accepts, on the reference and on wasm, against NumPy, PyTorch and plain Python. */
import {
  type AnyGraphNode,
  decodeNumbers,
  type DType,
  DTypeError,
  dtypes,
  encodeNumbers,
  formatShape,
  type Graph,
  primitiveNames,
  registerHostFunction,
  ShapeError,
} from '@neurite/core'
import { describe, expect, test } from 'vitest'
import { numbersOf } from '../golden-file.ts'
import { differences } from './compare-elements.ts'
import { inferTypes, type PrimitiveRow, primitiveRows, rowsWith } from './primitive-row.ts'
import { notGiven, type RunGraph, runners } from './run-graph.ts'

registerHostFunction('reversed', ([x]) => [x!.slice().reverse()])

/** The graph of the row's one node. */
function graphOf({ operation, operandTypes, resultTypes }: PrimitiveRow): Graph {
  const values = [...operandTypes, ...resultTypes]
  const ids = values.map((_, id) => id)
  const results = ids.slice(operandTypes.length)
  const node: AnyGraphNode = { ...operation, operands: ids.slice(0, operandTypes.length), results }
  return { values, parameters: operandTypes.length, nodes: [node], results }
}

/** What storing the numbers in the dtype makes of them: a file holds as many digits as tell them apart. */
const stored = (dtype: DType, numbers: readonly number[]): number[] =>
  Array.from(decodeNumbers(dtype, encodeNumbers(dtype, numbers)))

async function resultsOf(row: PrimitiveRow, run: RunGraph): Promise<number[][]> {
  const operands = row.operands.map((operand, index) => encodeNumbers(row.operandTypes[index]!.dtype, numbersOf(operand)))
  const results = await run(graphOf(row), operands)
  return results.map((bits, index) => Array.from(decodeNumbers(row.resultTypes[index]!.dtype, bits)))
}

const title = ({ primitive, dtype, operands, by, operation }: PrimitiveRow): string =>
  `${primitive} of ${dtype} ${operands.map(({ shape }) => formatShape(shape)).join(' ')} as ${by} ${JSON.stringify(operation.attributes).slice(0, 90)}`

/** A line for every element of the results that is not the golden one. */
async function wrongElements(row: PrimitiveRow, run: RunGraph): Promise<string[]> {
  const { resultTypes, operands, ulps, zeroSign } = row
  const given = operands.map(numbersOf)
  const results = await resultsOf(row, run)
  return results.flatMap((got, result) => {
    const { dtype } = resultTypes[result]!
    const at = (index: number): string => `result ${result} at ${index} (${given.map((values) => values[index]).join(', ')})`
    const expected = stored(dtype, numbersOf(row.results[result]!))
    return differences(got, expected, { dtype, at, ...(ulps && { ulps }), ...(zeroSign && { zeroSign }) })
  })
}

describe.each(Object.entries(runners))('primitives on %s', (runner, run) => {
  const rows = primitiveRows.filter(({ primitive }) => !notGiven[runner]?.includes(primitive))

  test.each(rows.map((row) => [title(row), row] as const))('%s', async (_, row) => {
    const { operation, operandTypes, resultTypes } = row
    expect(inferTypes(operation.primitive, operation.attributes, operandTypes)).toEqual(resultTypes)
    expect(await wrongElements(row, run)).toEqual([])
  })
})

/** Whether the type rule takes a row's operands in a dtype that they may not have been made for. */
function accepts(row: PrimitiveRow): boolean {
  try {
    inferTypes(row.operation.primitive, row.operation.attributes, row.operandTypes)
    return true
  } catch (error) {
    if (error instanceof DTypeError || error instanceof ShapeError) return false
    throw error
  }
}

/** What to do about types without rows. */
const addRows = (primitive: string): string =>
  `${primitive} lacks golden rows: add them to generator/primitives and run \`python3 generate.py primitives\` in tests/goldens`

describe('the rows are complete', () => {
  test.each(primitiveNames)('%s has a row for every dtype that its type rule accepts', (primitive) => {
    const accepted = dtypes.filter((dtype) => rowsWith(dtype, primitive).some(accepts))
    expect(accepted.length, addRows(primitive)).toBeGreaterThan(0)
    const covered = new Set(primitiveRows.filter((row) => row.primitive === primitive).map(({ dtype }) => dtype))
    expect([...covered].sort(), addRows(primitive)).toEqual([...accepted].sort())
  })

  test.each(['cast', 'bitcast'] as const)('%s has a row for every pair of dtypes that it accepts', (primitive) => {
    const isPair = (from: DType, to: DType): boolean => {
      try {
        inferTypes(primitive, { dtype: to }, [{ shape: [1], dtype: from }])
        return true
      } catch {
        return false
      }
    }
    const accepted = dtypes.flatMap((from) => dtypes.filter((to) => isPair(from, to)).map((to) => `${from} ${to}`))
    const covered = primitiveRows
      .filter((row) => row.primitive === primitive)
      .map(({ dtype, resultTypes }) => `${dtype} ${resultTypes[0]!.dtype}`)
    expect(covered.sort(), addRows(primitive)).toEqual(accepted.sort())
  })
})
