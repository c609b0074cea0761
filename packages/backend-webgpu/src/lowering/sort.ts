/** Lowers sort: short runs by counting what comes before each element, then pairs of runs merged, by looking up each one's place. */
import { sizeOf, type TensorType } from '@neurite/core'
import { type Lowering, type Task, type Value } from '../kernel/task.ts'
import type { TaskWriter } from '../kernel/task-writer.ts'
import { precedesText } from './beats.ts'
import { perElementTask } from './per-element.ts'

/** Elements of the first runs. */
const firstRun = 32

/** Lowering of sort: stable, NaN last. */
export const sort: Lowering<'sort'> = ({ attributes: { axis, descending }, operands }) => {
  const { shape, dtype } = operands[0]!
  const [outer, extent, line] = [sizeOf(shape.slice(0, axis)), shape[axis]!, sizeOf(shape.slice(axis + 1))]
  const lines = [outer, extent, line]
  const permutation: TensorType = { shape, dtype: 'int32' }
  const passes: number[] = []
  for (let run = firstRun; run < extent; run *= 2) passes.push(run)
  // The permutations go to and fro between two temporaries; the last one stands where the results are made from.
  const held = (pass: number): Value => ({ temporary: pass % 2 })
  const at = ([o, , l]: readonly string[], k: string): string => `(${o} * ${extent} + ${k}) * ${line} + ${l}`
  const before = (code: TaskWriter, a: string, b: string): string => precedesText(code, a, b, dtype, descending)

  const runs: Task = perElementTask(
    `sort ${shape.join('x')} runs`,
    { reads: [{ operand: 0 }], writes: [held(0)] },
    lines,
    (code, point) => {
      const k = point[1]!
      const first = code.let(`${k} / ${firstRun} * ${firstRun}`, 'first')
      const key = code.let(code.load(0, dtype, at(point, k)), 'key')
      const place = code.name('place')
      code.line(`var ${place} = ${first};`)
      code.loop({ from: first, to: `min(${first} + ${firstRun}, ${extent})` }, (i) => {
        const other = code.let(code.load(0, dtype, at(point, i)), 'other')
        const isBefore = `${before(code, other, key)} || (${i} < ${k} && !${before(code, key, other)})`
        code.line(`if (${isBefore}) { ${place} += 1; }`)
      })
      code.store(0, 'int32', at(point, place), k)
    },
  )

  const merge = (run: number, pass: number): Task =>
    perElementTask(
      `sort ${shape.join('x')} merge ${run}`,
      { reads: [{ operand: 0 }, held(pass)], writes: [held(pass + 1)] },
      lines,
      (code, point) => {
        const k = point[1]!
        const pair = code.let(`${k} / ${2 * run} * ${2 * run}`, 'pair')
        const middle = code.let(`min(${pair} + ${run}, ${extent})`, 'middle')
        const end = code.let(`min(${pair} + ${2 * run}, ${extent})`, 'end')
        const isLeft = code.let(`${k} < ${middle}`, 'left')
        const mine = code.let(code.load(1, 'int32', at(point, k)), 'mine')
        const key = code.let(code.load(0, dtype, at(point, mine)), 'key')
        // How many of the other run come before: those equal only if they stood before.
        const [low, high] = [code.name('low'), code.name('high')]
        code.line(`var ${low} = select(${pair}, ${middle}, ${isLeft});`)
        const start = code.let(low, 'start')
        code.line(`var ${high} = select(${middle}, ${end}, ${isLeft});`)
        code.block(`while (${low} < ${high})`, () => {
          const half = code.let(`(${low} + ${high}) / 2`, 'half')
          const other = code.let(code.load(0, dtype, at(point, code.load(1, 'int32', at(point, half)))), 'other')
          const isBefore = `select(!${before(code, key, other)}, ${before(code, other, key)}, ${isLeft})`
          code.line(`if (${isBefore}) { ${low} = ${half} + 1; } else { ${high} = ${half}; }`)
        })
        const own = `${k} - select(${middle}, ${pair}, ${isLeft})`
        code.store(0, 'int32', at(point, `(${pair} + ${own} + ${low} - ${start})`), mine)
      },
    )

  const arrange: Task = perElementTask(
    `sort ${shape.join('x')} values`,
    { reads: [{ operand: 0 }, held(passes.length)], writes: [{ result: 0 }, { result: 1 }] },
    lines,
    (code, point, flat) => {
      const from = code.let(code.load(1, 'int32', flat), 'from')
      code.store(0, dtype, flat, code.load(0, dtype, at(point, from)))
      code.store(1, 'int32', flat, from)
    },
  )
  return { tasks: [runs, ...passes.map(merge), arrange], temporaries: [permutation, permutation] }
}
