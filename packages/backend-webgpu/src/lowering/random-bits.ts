/** Lowers randomBits: Threefry-2x32 with 20 rounds (Salmon et al. 2011), one block of two words per invocation. */
import { sizeOf } from '@neurite/core'
import { groupsFor, type Lowering, operandsOf, resultsOf, workgroupSize } from '../kernel/task.ts'

const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
]

/** Lowering of randomBits. */
export const randomBits: Lowering<'randomBits'> = ({ attributes: { shape }, operands, results }) => {
  const size = sizeOf(shape)
  const blocks = Math.ceil(size / 2)
  return {
    tasks: [
      {
        name: `randomBits ${shape.join('x')}`,
        reads: operandsOf({ operands }),
        writes: resultsOf({ results }),
        workgroups: groupsFor(blocks),
        emit: (code) => {
          const block = code.let(`group * ${workgroupSize} + lane`, 'block')
          code.line(`if (${block} >= ${blocks}) { return; }`)
          const keys = [code.let(code.load(0, 'uint32', '0'), 'key'), code.let(code.load(0, 'uint32', '1'), 'key')]
          keys.push(code.let(`${keys[0]} ^ ${keys[1]} ^ 0x1bd11bdau`, 'key'))
          const [a, b] = [code.name('a'), code.name('b')]
          code.line(`var ${a} = u32(${block}) + ${keys[0]};`)
          code.line(`var ${b} = ${keys[1]};`)
          for (let round = 0; round < 20; round += 1) {
            const turn = rotations[(round >> 2) % 2]![round % 4]!
            code.line(`${a} += ${b}; ${b} = (${b} << ${turn}u) | (${b} >> ${32 - turn}u); ${b} ^= ${a};`)
            if (round % 4 !== 3) continue
            const turnOfKeys = (round + 1) / 4
            code.line(`${a} += ${keys[turnOfKeys % 3]}; ${b} += ${keys[(turnOfKeys + 1) % 3]} + ${turnOfKeys}u;`)
          }
          code.store(0, 'uint32', `${block} * 2`, a)
          code.block(`if (${block} * 2 + 1 < ${size})`, () => code.store(0, 'uint32', `${block} * 2 + 1`, b))
        },
      },
    ],
  }
}
