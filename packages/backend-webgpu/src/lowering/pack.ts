/** Packs elements that have a word each into what a tensor's bytes are. */
import { type DType, sizeBytesOf, sizeOf, type TensorType } from '@neurite/core'
import { groupsFor, type Task, workgroupSize } from '../kernel/task.ts'
import { type TaskWriter } from '../kernel/task-writer.ts'

/** Four elements, or two of 16 bits, as one word; those behind the end are 0. */
function wordText(code: TaskWriter, dtype: DType, size: number, first: string): string {
  const count = 4 / sizeBytesOf(dtype)
  const none: Record<string, string> = { bool: 'false', float16: '0.0', int8: '0i', uint8: '0u' }
  const elements = Array.from({ length: count }, (_, k) => {
    const at = k === 0 ? first : `${first} + ${k}`
    const name = code.name('e')
    code.line(`var ${name} = ${none[dtype]};`)
    code.line(`if (${at} < ${size}) { ${name} = ${code.load(0, dtype, at)}; }`)
    return name
  })
  if (dtype === 'float16') return elements.map((element, k) => `(${code.use('half_bits')}(${element}) << ${16 * k}u)`).join(' | ')
  return elements.map((element, k) => `((u32(${element}) & 0xffu) << ${8 * k}u)`).join(' | ')
}

/** The task: reads the value, writes words. */
export function packTask({ shape, dtype }: TensorType): Task {
  const size = sizeOf(shape)
  const perWord = 4 / sizeBytesOf(dtype)
  const count = Math.ceil(size / perWord)
  return {
    name: `pack ${dtype} ${shape.join('x')}`,
    reads: [{ operand: 0 }],
    writes: [{ result: 0 }],
    workgroups: groupsFor(count),
    emit: (code) => {
      const at = code.let(`group * ${workgroupSize} + lane`, 'at')
      code.line(`if (${at} >= ${count}) { return; }`)
      code.store(0, 'uint32', at, wordText(code, dtype, size, `${at} * ${perWord}`))
    },
  }
}

/** A task that copies words as they are. */
export const wordsTask = (count: number): Task => ({
  name: `copy ${count} words`,
  reads: [{ operand: 0 }],
  writes: [{ result: 0 }],
  workgroups: groupsFor(count),
  emit: (code) => {
    const at = code.let(`group * ${workgroupSize} + lane`, 'at')
    code.block(`if (${at} < ${count})`, () => code.store(0, 'uint32', at, code.load(0, 'uint32', at)))
  },
})
