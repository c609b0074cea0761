/** The WGSL of a dispatch: its bindings, how its tasks reach memory, the functions they call, and the tasks side by side. */
import { type DType, InternalError } from '@neurite/core'
import { libraryText } from '../scalar/library.ts'
import type { Task } from './task.ts'
import { type Access, accessName, type Scalar, scalarOf, TaskWriter } from './task-writer.ts'

/** How a value lies in memory: as its tensor's bytes, or with 32 bits to each element, whatever the dtype. */
export type Form = 'dense' | 'word'

/** Where a task finds a value. */
export interface Slot {
  /** Which of the dispatch's storage bindings. */
  readonly binding: number
  readonly dtype: DType
  readonly form: Form
  /** Which number of the dispatch's table tells the element of the binding that the value begins with. */
  readonly offset: number
  /** Of a gate: the numbers that let its dispatches run. */
  readonly counts?: readonly number[]
}

/** A task and its values. */
export interface PlacedTask {
  readonly task: Task
  readonly reads: readonly Slot[]
  readonly writes: readonly Slot[]
}

/** Whether kernels only read a binding. */
export type BindingAccess = 'read' | 'read_write'

/** A module, and what its bindings must be. */
export interface ModuleText {
  readonly wgsl: string
  /** One per storage binding. */
  readonly bindings: readonly BindingAccess[]
}

/** Workgroups along x, where there are more than one dimension may have. */
export const mostGroupsAcross = 65535

const bitsOf: Record<DType, 8 | 16 | 32 | 64> = {
  bool: 8,
  int8: 8,
  uint8: 8,
  float16: 16,
  float32: 32,
  int32: 32,
  uint32: 32,
  float64: 64,
}

/** Whether elements lie packed in words. */
const isPacked = ({ dtype, form }: Slot): boolean => form === 'dense' && bitsOf[dtype] < 32

/** The type of the words in which a slot's elements lie. */
const wordOf = (slot: Slot): 'f32' | 'i32' | 'u32' => {
  const scalar = isPacked(slot) ? 'u32' : scalarOf(slot.dtype)
  return scalar === 'bool' ? 'u32' : scalar
}

/** A storage binding, by all that is done with it. */
interface Region {
  readonly word: 'f32' | 'i32' | 'u32'
  readonly access: BindingAccess
  /** Elements are vectors of four words: only where nothing stores single ones, since that may touch its neighbours. */
  readonly isVector: boolean
}

interface Use {
  readonly slot: Slot
  readonly access: Access
}

function regionOf(uses: readonly Use[]): Region {
  const words = new Set(uses.map(({ slot }) => wordOf(slot)))
  const stores = uses.filter(({ access }) => access.kind !== 'load')
  const isVector =
    uses.some(({ access, slot }) => access.isVector && !isPacked(slot)) && stores.every(({ access }) => access.isVector)
  return { word: words.size === 1 ? [...words][0]! : 'u32', access: stores.length > 0 ? 'read_write' : 'read', isVector }
}

const regionType = ({ word, isVector }: Region): string => `array<${isVector ? `vec4<${word}>` : word}>`

/** An expression of one word type, or of vectors of it, as another one: the same bits. */
const recast = (value: string, from: string, to: string): string => (from === to ? value : `bitcast<${to}>(${value})`)

const tableText = (offset: number): string => `table[${offset >> 2}].${'xyzw'[offset & 3]}`

/** Bits of an element, in a word of so many bits, as a number; `shape` is '' or 'vec4'. */
function decoded(dtype: DType, value: string, isVector: boolean): string {
  const zero = isVector ? 'vec4<u32>(0u)' : '0u'
  const signed = isVector ? `bitcast<vec4<i32>>(${value})` : `bitcast<i32>(${value})`
  const shift = isVector ? 'vec4<u32>(24u)' : '24u'
  const low = isVector ? 'vec4<u32>(0xffu)' : '0xffu'
  switch (dtype) {
    case 'bool':
      return `(${value} & ${low}) != ${zero}`
    case 'uint8':
      return `${value} & ${low}`
    case 'int8':
      return `(${signed} << ${shift}) >> ${shift}`
    default:
      throw new InternalError(`webgpu: ${dtype} is not stored in 8 bits`)
  }
}

const byteOf: Record<8 | 16, { readonly perWord: 4 | 2; readonly shift: number; readonly mask: number }> = {
  8: { perWord: 4, shift: 2, mask: 3 },
  16: { perWord: 2, shift: 1, mask: 1 },
}

/** One word of a region, by its number. */
const wordAt = (region: Region, name: string, place: string): string =>
  region.isVector ? `${name}[(${place}) >> 2][(${place}) & 3]` : `${name}[${place}]`

function loadPacked(region: Region, name: string, dtype: DType, isVector: boolean): string[] {
  const bits = bitsOf[dtype] as 8 | 16
  const { shift, mask } = byteOf[bits]
  const word = (place: string): string => recast(wordAt(region, name, place), region.word, 'u32')
  if (bits === 16) {
    if (isVector) {
      return [
        `let low = ${word('at >> 1')};`,
        `let high = ${word('(at >> 1) + 1')};`,
        'return vec4<f32>(half_value(low & 0xffffu), half_value(low >> 16u), half_value(high & 0xffffu), half_value(high >> 16u));',
      ]
    }
    return [`return half_value((${word('at >> 1')} >> (u32(at & 1) * 16u)) & 0xffffu);`]
  }
  if (isVector) {
    return [`let word = vec4<u32>(${word('at >> 2')}) >> vec4<u32>(0u, 8u, 16u, 24u);`, `return ${decoded(dtype, 'word', true)};`]
  }
  return [`let word = ${word(`at >> ${shift}`)} >> (u32(at & ${mask}) * ${bits}u);`, `return ${decoded(dtype, 'word', false)};`]
}

/** What stands in words, as what the code computes with. */
function fromWord(slot: Slot, dtype: DType, value: string, isVector: boolean, word: string): string {
  const vector = (type: string): string => (isVector ? `vec4<${type}>` : type)
  // Wider than its own bits, a number of 8 bits has to be cut before it is read as one of another sign.
  if (dtype === 'bool' || (bitsOf[dtype] === 8 && dtype !== slot.dtype)) {
    return decoded(dtype, recast(value, vector(word), vector('u32')), isVector)
  }
  return recast(value, vector(word), vector(scalarOf(dtype)))
}

function loadText(region: Region, binding: string, slot: Slot, access: Access): string[] {
  const { dtype, isVector } = access
  const at = `let at = ${tableText(slot.offset)} + i;`
  if (isPacked(slot)) return [at, ...loadPacked(region, binding, dtype, isVector)]
  if (isVector) {
    const four = region.isVector
      ? `${binding}[at >> 2]`
      : `vec4<${region.word}>(${binding}[at], ${binding}[at + 1], ${binding}[at + 2], ${binding}[at + 3])`
    return [at, `return ${fromWord(slot, dtype, four, true, region.word)};`]
  }
  return [at, `return ${fromWord(slot, dtype, wordAt(region, binding, 'at'), false, region.word)};`]
}

/** What the code computes with, as words. */
function toWord(dtype: DType, value: string, isVector: boolean, word: string): string {
  const vector = (type: string): string => (isVector ? `vec4<${type}>` : type)
  const scalar: Scalar = scalarOf(dtype)
  if (scalar === 'bool') {
    const [none, one] = isVector ? ['vec4<u32>(0u)', 'vec4<u32>(1u)'] : ['0u', '1u']
    return recast(`select(${none}, ${one}, ${value})`, vector('u32'), vector(word))
  }
  return recast(value, vector(scalar), vector(word))
}

function storeText(region: Region, binding: string, slot: Slot, { dtype, isVector }: Access): string[] {
  const at = `let at = ${tableText(slot.offset)} + i;`
  if (isPacked(slot)) throw new InternalError(`webgpu: a task stores single elements of ${slot.dtype} into packed words`)
  const value = toWord(dtype, 'value', isVector, region.word)
  if (!isVector) return [at, `${binding}[at] = ${value};`]
  if (region.isVector) return [at, `${binding}[at >> 2] = ${value};`]
  return [at, `let four = ${value};`, ...[0, 1, 2, 3].map((k) => `${binding}[at + ${k}] = four[${k}];`)]
}

const countsText = (region: Region, binding: string, { offset, counts = [] }: Slot): string[] => [
  `let at = ${tableText(offset)};`,
  ...counts.map((count, i) => `${binding}[at + ${i}] = ${recast(`select(0u, ${count}u, open)`, 'u32', region.word)};`),
]

function accessorText(region: Region, binding: string, slot: Slot, access: Access, prefix: string): string {
  const type = access.isVector ? `vec4<${scalarOf(access.dtype)}>` : scalarOf(access.dtype)
  const name = prefix + accessName(access)
  const [head, body] = {
    load: () => [`fn ${name}(i: i32) -> ${type}`, loadText(region, binding, slot, access)] as const,
    store: () => [`fn ${name}(i: i32, value: ${type})`, storeText(region, binding, slot, access)] as const,
    counts: () => [`fn ${name}(open: bool)`, countsText(region, binding, slot)] as const,
  }[access.kind]()
  return `${head} {\n${body.map((line) => `  ${line}\n`).join('')}}`
}

/** What accessors call. */
const accessorFunctions = (uses: readonly Use[]): readonly string[] =>
  uses.some(({ slot }) => slot.dtype === 'float16' && isPacked(slot)) ? ['half_value'] : []

/** Which task a workgroup runs: tasks of one dispatch stand side by side. */
function mainText(tasks: readonly Task[], prefixes: readonly string[], size: number): string {
  const lines = [
    `let group = i32(id.y * ${mostGroupsAcross}u + id.x);`,
    ...tasks.map((task, i) => {
      const first = tasks.slice(0, i).reduce((sum, { workgroups }) => sum + workgroups, 0)
      const call = `${prefixes[i]}task(group${first > 0 ? ` - ${first}` : ''}, i32(lane));`
      return `if (group >= ${first} && group < ${first + task.workgroups}) { ${call} }`
    }),
  ]
  return (
    `@compute @workgroup_size(${size})\n` +
    'fn main(@builtin(workgroup_id) id: vec3<u32>, @builtin(local_invocation_index) lane: u32) {\n' +
    `${lines.map((line) => `  ${line}\n`).join('')}}`
  )
}

/** The module of one dispatch. All its tasks have workgroups of one size. */
export function moduleText(placed: readonly PlacedTask[], bindingCount: number, tableLength: number): ModuleText {
  const prefixes = placed.map((_, i) => (placed.length === 1 ? '' : `t${i}_`))
  const writers = placed.map(({ task }, i) => {
    const writer = new TaskWriter(prefixes[i])
    task.emit(writer)
    return writer
  })
  const uses = writers.flatMap((writer, i) =>
    [...writer.accesses.values()].map((access) => ({
      access,
      slot: (access.kind === 'load' ? placed[i]!.reads : placed[i]!.writes)[access.slot]!,
      prefix: prefixes[i]!,
    })),
  )
  const regions = Array.from({ length: bindingCount }, (_, binding) =>
    regionOf(uses.filter(({ slot }) => slot.binding === binding)),
  )
  const size = placed[0]!.task.size ?? 64
  const text = [
    `@group(0) @binding(0) var<uniform> table: array<vec4<i32>, ${Math.max(1, Math.ceil(tableLength / 4))}>;`,
    ...regions.map(
      (region, i) => `@group(0) @binding(${i + 1}) var<storage, ${region.access}> memory${i}: ${regionType(region)};`,
    ),
    ...writers.flatMap(({ shared }) => shared.map(({ name, type }) => `var<workgroup> ${name}: ${type};`)),
    libraryText(new Set([...writers.flatMap(({ functions }) => [...functions]), ...accessorFunctions(uses)])),
    ...uses.map(({ slot, access, prefix }) =>
      accessorText(regions[slot.binding]!, `memory${slot.binding}`, slot, access, prefix),
    ),
    ...writers.map(({ lines }, i) => `fn ${prefixes[i]}task(group: i32, lane: i32) {\n${lines.join('\n')}\n}`),
    mainText(
      placed.map(({ task }) => task),
      prefixes,
      size,
    ),
  ]
  return { wgsl: text.filter((part) => part !== '').join('\n'), bindings: regions.map(({ access }) => access) }
}
