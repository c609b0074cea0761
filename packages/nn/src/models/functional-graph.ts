/** The layer calls of a functional model, in order, found by walking back from its outputs. */
import {
  ArgumentError,
  DataError,
  type DType,
  flattenNest,
  isFloat,
  mapNest,
  ShapeError,
  type Tensor,
  type TensorNest,
} from '@neurite/core'
import type { BatchShape } from '../layers/batch-shape.ts'
import type { CallContext } from '../layers/call-context.ts'
import { carryMask, maskOf, setMask } from '../layers/mask.ts'
import { fitsSampleShape, formatBatch, formatSample } from '../training/format-shape.ts'
import { checkEnds } from './check-ends.ts'
import { type GraphConfig, graphConfig } from './graph-config.ts'
import type { SummaryRow } from './summary.ts'
import {
  type CallNode,
  partsOf,
  producerName,
  type RecordedLayer,
  type SymbolicNest,
  symbolicLeaves,
  SymbolicTensor,
} from './symbolic-tensor.ts'

/** Walks back from the outputs and keeps what is on the way, down to the inputs. */
class Walk {
  readonly calls = new Set<CallNode>()
  readonly reached = new Set<SymbolicTensor>()
  readonly #call: string
  readonly #inputs: ReadonlySet<SymbolicTensor>

  constructor(call: string, inputs: readonly SymbolicTensor[]) {
    this.#call = call
    this.#inputs = new Set(inputs)
  }

  /** @param wanted - with the layer that needs it, undefined for an output of the model */
  from(outputs: readonly SymbolicTensor[]): void {
    const wanted = outputs.map((tensor) => ({ tensor, by: undefined as RecordedLayer | undefined }))
    for (let next = wanted.pop(); next; next = wanted.pop()) {
      const { tensor, by } = next
      this.reached.add(tensor)
      if (this.#inputs.has(tensor)) continue
      const { node } = tensor
      if (node.kind === 'input') throw this.#unconnected(node.name, by)
      if (this.calls.has(node)) continue
      this.calls.add(node)
      for (const leaf of symbolicLeaves(node.inputs)) wanted.push({ tensor: leaf, by: node.layer })
    }
  }

  #unconnected(input: string, by: RecordedLayer | undefined): ArgumentError {
    const needs = by ? `layer ${by.name} needs the input "${input}"` : `an output is the input "${input}"`
    return new ArgumentError(`${this.#call}: ${needs}, which is not among the model's inputs; add it to inputs`)
  }
}

/** Names that differ: a name that is taken gets a number. */
function distinct(names: readonly string[]): string[] {
  const taken = new Set<string>()
  return names.map((name) => {
    let own = name
    for (let count = 1; taken.has(own); count++) own = `${name}_${count}`
    taken.add(own)
    return own
  })
}

/** What outputs are called: their key in a record, else the layer that computes them. */
function namesOf(nest: SymbolicNest): readonly string[] {
  const { leaves, paths } = flattenNest(nest)
  return distinct(leaves.map((leaf, index) => paths[index]!.match(/\.([^.[\]]+)$/)?.[1] ?? producerName(leaf as SymbolicTensor)))
}

/** The layer calls between symbolic inputs and outputs. */
export class FunctionalGraph {
  readonly inputs: SymbolicNest
  readonly outputs: SymbolicNest
  readonly inputLeaves: readonly SymbolicTensor[]
  readonly outputLeaves: readonly SymbolicTensor[]
  /** What data by name call the inputs, in order. */
  readonly inputNames: readonly string[]
  readonly outputNames: readonly string[]
  /** What has to be applied, each after what it needs. */
  readonly calls: readonly CallNode[]
  /** Each layer once, in the order of its first call. */
  readonly layers: readonly RecordedLayer[]

  /**
   * @param call - what errors begin with
   * @throws ArgumentError when inputs and outputs are not connected, or two layers have one name
   */
  constructor(call: string, inputs: unknown, outputs: unknown) {
    this.inputLeaves = checkEnds(call, 'inputs', inputs)
    this.outputLeaves = checkEnds(call, 'outputs', outputs)
    this.inputs = inputs as SymbolicNest
    this.outputs = outputs as SymbolicNest
    this.inputNames = namesOf(this.inputs)
    this.outputNames = namesOf(this.outputs)
    const walk = new Walk(call, this.inputLeaves)
    walk.from(this.outputLeaves)
    const unused = this.inputLeaves.find((leaf) => !walk.reached.has(leaf))
    if (unused) {
      throw new ArgumentError(
        `${call}: no output depends on the input "${producerName(unused)}"; take it out of inputs, or use it`,
      )
    }
    this.calls = [...walk.calls].sort((a, b) => a.id - b.id)
    this.layers = [...new Set(this.calls.map(({ layer }) => layer))]
    this.#checkNames(call)
  }

  /** What the inputs come in: the widest of their floats. */
  get dtype(): DType {
    const floats = this.inputLeaves.flatMap(({ node }) => (node.kind === 'input' && isFloat(node.dtype) ? [node.dtype] : []))
    const widest: readonly DType[] = ['float64', 'float32', 'float16']
    return widest.find((dtype) => floats.includes(dtype)) ?? 'float32'
  }

  /** Shape of one sample, where there is one input. */
  get sampleShape(): BatchShape | undefined {
    return this.inputs instanceof SymbolicTensor ? this.inputs.shape.slice(1) : undefined
  }

  /** Computes the outputs. Layers see whether the model is trained; a layer that was applied with its own keeps that. */
  run(path: string, inputs: unknown, { training, mask }: CallContext<TensorNest>): unknown {
    const known = new Map<SymbolicTensor, unknown>()
    const given = flattenNest(inputs).leaves as readonly Tensor[]
    const masks = flattenNest(mask).leaves as readonly (Tensor | undefined)[]
    this.inputLeaves.forEach((leaf, index) => known.set(leaf, this.#convert(leaf, given[index]!, masks[index])))
    this.#follow(path, known, (layer, nest, options) => layer.apply(nest as never, { training, ...options }))
    return mapNest(this.outputs, (leaf) => known.get(leaf as SymbolicTensor))
  }

  /** The shapes of the outputs, in their structure. */
  shapes(path: string, inputShapes: readonly BatchShape[]): unknown {
    const known = this.#shapesOfAll(path, inputShapes)
    return mapNest(this.outputs, (leaf) => known.get(leaf as SymbolicTensor))
  }

  /** @throws ShapeError or DataError when inputs of these shapes are not those of the model */
  check(path: string, inputShapes: unknown): void {
    const given = this.splitShapes(path, inputShapes)
    this.inputLeaves.forEach(({ shape }, index) => {
      const got = given[index]!
      if (got.length === shape.length && fitsSampleShape(got.slice(1), shape.slice(1))) return
      const which = this.inputLeaves.length > 1 ? `input ${this.inputNames[index]} of` : 'inputs of'
      throw new ShapeError(
        `${path}: the model takes ${which} shape ${formatSample(shape.slice(1))}, got ${formatBatch(got)}; reshape the data, or change the shape of the input`,
      )
    })
  }

  /** The shapes of the inputs in order. A shape is an array of extents, so their structure is that of the inputs. */
  splitShapes(path: string, inputShapes: unknown): readonly BatchShape[] {
    const split = (symbolic: unknown, shapes: unknown): readonly BatchShape[] => {
      if (symbolic instanceof SymbolicTensor) return [shapes as BatchShape]
      const keys = partsOf(symbolic as object).map(([key]) => key)
      const got = Object.keys((shapes ?? {}) as object)
      if (keys.length !== got.length || keys.some((key) => !got.includes(key))) {
        throw new DataError(
          `${path}: the model takes ${keys.length} inputs (${this.inputNames.join(', ')}), got ${got.length}; pass them in the structure of its inputs`,
        )
      }
      return keys.flatMap((key) => split((symbolic as Record<string, unknown>)[key], (shapes as Record<string, unknown>)[key]))
    }
    return split(this.inputs, inputShapes)
  }

  /** The shapes of outputs in order, from their arrangement: a shape is itself an array. */
  leavesOf(shapes: unknown): readonly BatchShape[] {
    const leaves: BatchShape[] = []
    const walk = (output: SymbolicNest, shape: unknown): void => {
      if (output instanceof SymbolicTensor) leaves.push(shape as BatchShape)
      else for (const [key, item] of partsOf(output)) walk(item as SymbolicNest, (shape as Record<string, unknown>)[key])
    }
    walk(this.outputs, shapes)
    return leaves
  }

  /** The graph as data. */
  getConfig(): GraphConfig {
    return graphConfig(this)
  }

  /** The rows of the summary: inputs, then layers with what they take. */
  rows(): readonly SummaryRow[] {
    const places = this.#places()
    const inputs = this.inputLeaves.map((leaf, index): SummaryRow => ({
      layer: { name: this.inputNames[index]!, className: 'InputLayer', built: true, weights: [] },
      shape: leaf.shape,
      connectedTo: [],
    }))
    const layers = this.layers.map((layer): SummaryRow => {
      const calls = this.calls.filter((call) => call.layer === layer)
      const [first] = symbolicLeaves(calls[0]!.outputs)
      return {
        layer: layer as unknown as SummaryRow['layer'],
        shape: first?.shape,
        connectedTo: calls.flatMap((call) => symbolicLeaves(call.inputs).map((leaf) => places.get(leaf)!)),
      }
    })
    return [...inputs, ...layers]
  }

  /** Where each tensor comes from, as Keras writes it: `dense[0][1]` is output 1 of the first call of the layer `dense`. */
  #places(): ReadonlyMap<SymbolicTensor, string> {
    const places = new Map(this.inputLeaves.map((leaf, index) => [leaf, `${this.inputNames[index]}[0][0]`]))
    const counts = new Map<RecordedLayer, number>()
    for (const { layer, outputs } of this.calls) {
      const count = counts.get(layer) ?? 0
      counts.set(layer, count + 1)
      symbolicLeaves(outputs).forEach((leaf, index) => {
        if (!places.has(leaf)) places.set(leaf, `${layer.name}[${count}][${index}]`)
      })
    }
    return places
  }

  #shapesOfAll(path: string, inputShapes: readonly BatchShape[]): Map<SymbolicTensor, unknown> {
    const known = new Map<SymbolicTensor, unknown>()
    this.inputLeaves.forEach((leaf, index) => known.set(leaf, inputShapes[index]))
    this.#follow(path, known, (layer, shapes) => layer.computeOutputShape(shapes as never))
    return known
  }

  /** Follows the calls in order: what `step` makes of the inputs of each stands for its outputs. */
  #follow(
    path: string,
    known: Map<SymbolicTensor, unknown>,
    step: (layer: RecordedLayer, inputs: unknown, options: object) => unknown,
  ): void {
    for (const { layer, inputs, outputs, options } of this.calls) {
      const made = step(
        layer,
        mapNest(inputs, (leaf) => known.get(leaf as SymbolicTensor)),
        options,
      )
      this.#keep(`${path}: ${layer.name}`, outputs, made, known)
    }
  }

  #keep(call: string, outputs: SymbolicNest, made: unknown, known: Map<SymbolicTensor, unknown>): void {
    if (outputs instanceof SymbolicTensor) {
      known.set(outputs, made)
      return
    }
    const children = made as Readonly<Record<string, unknown>>
    for (const [key, output] of Object.entries(outputs)) {
      if (children?.[key] === undefined) {
        throw new ShapeError(
          `${call} has no output ${key}, which it had when the model was made; return the same structure always`,
        )
      }
      this.#keep(call, output as SymbolicNest, children[key], known)
    }
  }

  /** An input in its dtype, with the mask that the model was given for it. */
  #convert({ node }: SymbolicTensor, x: Tensor, mask: Tensor | undefined): Tensor {
    const converted = node.kind === 'input' && isFloat(x.dtype) && isFloat(node.dtype) ? carryMask(x, x.cast(node.dtype)) : x
    if (!mask || maskOf(converted) === mask) return converted
    // A tensor of our own: the user's is not to carry a mask that was meant for this call.
    const own = converted.reshape(converted.shape)
    setMask(own, mask)
    return own
  }

  #checkNames(call: string): void {
    const names = [
      ...this.inputLeaves.flatMap(({ node }) => (node.kind === 'input' ? [node.name] : [])),
      ...this.layers.map(({ name }) => name),
    ]
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    if (twice !== undefined)
      throw new ArgumentError(`${call}: two layers or inputs are called "${twice}"; give one of them another name`)
  }
}
