/** What the backend computes: a row per primitive, on plain numbers; `encodeNumbers` rounds floats and wraps integers afterwards. */
import { type DType, isFloat, type PrimitiveAttributes, type PrimitiveName, type Shape, sizeOf, stridesOf } from '@neurite/core'

type Numbers = ArrayLike<number>

/** One node to compute. */
interface Call<P extends PrimitiveName> {
  readonly operands: readonly Numbers[]
  /** Of the operands. */
  readonly shapes: readonly Shape[]
  /** Of the result. */
  readonly shape: Shape
  readonly dtype: DType
  readonly attributes: PrimitiveAttributes[P]
}

/** Elements of the result, in row-major order. */
type Kernel<P extends PrimitiveName> = (call: Call<P>) => readonly number[]

const numbersFor = (shape: Shape, fn: (flat: number) => number): number[] =>
  Array.from({ length: sizeOf(shape) }, (_, flat) => fn(flat))

/** Where the element number `flat` of a shape stands on each axis. */
const placeOf = (flat: number, shape: Shape): number[] =>
  stridesOf(shape).map((stride, axis) => Math.floor(flat / stride) % shape[axis]!)

const flatOf = (place: readonly number[], shape: Shape): number =>
  stridesOf(shape).reduce((sum, stride, axis) => sum + stride * place[axis]!, 0)

type Elementwise = 'neg' | 'add' | 'sub' | 'mul' | 'less'

/** Each element of the result comes from the elements at its place. */
const elementwise =
  (fn: (a: number, b: number, dtype: DType) => number): Kernel<Elementwise> =>
  ({ operands: [a, b], shape, dtype }) =>
    numbersFor(shape, (flat) => fn(a![flat]!, b?.[flat] ?? 0, dtype))

/** Each element of the result is the one of the operand at another place. */
const moved =
  <P extends PrimitiveName>(from: (place: readonly number[], call: Call<P>) => readonly number[]): Kernel<P> =>
  (call) =>
    numbersFor(call.shape, (flat) => call.operands[0]![flatOf(from(placeOf(flat, call.shape), call), call.shapes[0]!)]!)

/** float64 would lose the low digits of a product of large integers. */
const product = (a: number, b: number, dtype: DType): number => (isFloat(dtype) ? a * b : Math.imul(a, b))

const transpose = moved<'transpose'>((place, { attributes: { permutation } }) =>
  permutation.map((_, axis) => place[permutation.indexOf(axis)]!),
)

/** Summed in float64, which is precise enough for long sums too. */
function reduceSum({ operands: [x], shapes: [from], shape, attributes: { axes } }: Call<'reduceSum'>): number[] {
  const sums = numbersFor(shape, () => 0)
  for (let flat = 0; flat < x!.length; flat++) {
    const kept = placeOf(flat, from!).filter((_, axis) => !axes.includes(axis))
    sums[flatOf(kept, shape)]! += x![flat]!
  }
  return sums
}

/** Lines of both sides along the contracting axes, multiplied with each other within a batch. */
function dotGeneral({ operands, shapes, shape, dtype, attributes }: Call<'dotGeneral'>): number[] {
  const { lhsBatch, rhsBatch, lhsContracting, rhsContracting } = attributes
  const sides = [
    { batch: lhsBatch, contracting: lhsContracting },
    { batch: rhsBatch, contracting: rhsContracting },
  ]
  const [lhs, rhs] = sides.map(({ batch, contracting }, side) => {
    const from = shapes[side]!
    const free = from.map((_, axis) => axis).filter((axis) => !batch.includes(axis) && !contracting.includes(axis))
    const permutation = [...batch, ...free, ...contracting]
    const ordered = { shape: permutation.map((axis) => from[axis]!), dtype, attributes: { permutation } }
    const lines = transpose({ ...ordered, operands: [operands[side]!], shapes: [from] })
    return { lines, count: sizeOf(free.map((axis) => from[axis]!)) }
  })
  const length = sizeOf(lhsContracting.map((axis) => shapes[0]![axis]!))
  return numbersFor(shape, (flat) => {
    const row = Math.floor(flat / rhs!.count)
    const column = Math.floor(row / lhs!.count) * rhs!.count + (flat % rhs!.count)
    let sum = 0
    for (let k = 0; k < length; k++) sum += product(lhs!.lines[row * length + k]!, rhs!.lines[column * length + k]!, dtype)
    return sum
  })
}

/** Pieces of all operands by turns, each as long as its operand is from the axis on. */
function concat({ operands, shapes, shape, attributes: { axis } }: Call<'concat'>): number[] {
  const widths = shapes.map((from) => sizeOf(from.slice(axis)))
  return Array.from({ length: sizeOf(shape.slice(0, axis)) }, (_, line) =>
    operands.flatMap((x, i) => Array.from(x).slice(line * widths[i]!, (line + 1) * widths[i]!)),
  ).flat()
}

/** The table. A backend for everybody has all primitives: `{ readonly [P in PrimitiveName]: Kernel<P> }`, and the compiler names what is missing. */
export const kernels: { readonly [P in PrimitiveName]?: Kernel<P> } = {
  neg: elementwise((a) => -a),
  add: elementwise((a, b) => a + b),
  sub: elementwise((a, b) => a - b),
  mul: elementwise(product),
  less: elementwise((a, b) => Number(a < b)),
  reduceSum,
  dotGeneral,
  // With these, operands may also come through views and constants.
  constant: ({ attributes: { value } }) => [value],
  iota: ({ shape, attributes: { axis } }) => numbersFor(shape, (flat) => placeOf(flat, shape)[axis]!),
  broadcast: moved<'broadcast'>((place, { shapes: [from], shape }) =>
    from!.map((extent, axis) => (extent === 1 ? 0 : place[shape.length - from!.length + axis]!)),
  ),
  reshape: ({ operands: [x] }) => Array.from(x!),
  transpose,
  slice: moved<'slice'>((place, { attributes: { starts, strides } }) =>
    place.map((index, axis) => starts[axis]! + index * strides[axis]!),
  ),
  flip: moved<'flip'>((place, { shape, attributes: { axes } }) =>
    place.map((index, axis) => (axes.includes(axis) ? shape[axis]! - 1 - index : index)),
  ),
  concat,
}
