/** What multi-head attention and its grouped form share: projections, masks, and attention within each head. */
import { composite, formatShape, type Shape, ShapeError, sizeOf, staticValue, type Tensor } from '@neurite/core'
import { getInitializer, initializerConfig } from '../../initializers/get-initializer.ts'
import type { SymbolicOf, SymbolicTensor } from '../../models/symbolic-tensor.ts'
import type { OptionNames } from '../../options/check-options.ts'
import { checkCount, checkFlag, checkShare } from '../../options/check-values.ts'
import { LayerContext } from '../call-context.ts'
import { checkExtent } from '../check-extents.ts'
import { Dropout } from '../dropout.ts'
import { type BiasOptions, biasOptionNames, type KernelOptions, kernelOptionNames } from '../kernel-options.ts'
import {
  type ApplyOptions,
  type BatchShape,
  type BatchShapes,
  type CallContext,
  Layer,
  type LayerConfig,
  layerOptionNames,
  type LayerOptions,
  type MaskOf,
} from '../layer.ts'
import { type WeightRule, weightRule, weightRuleConfig } from '../weight-rule.ts'
import type { AttentionCallOptions, AttentionResult } from './attention.ts'
import { type AttentionInputs, type AttentionRecord, checkParts, partsOf } from './attention-inputs.ts'
import { allOf, causalMask, maskedSoftmax, windowMask } from './attention-masks.ts'
import { apartAxes, attendedExtents, fromHeads, type HeadLayout, maskToHeads, toHeads } from './heads.ts'
import { project, type Projection } from './projection.ts'

/** Options of `MultiHeadAttention.apply` and `GroupQueryAttention.apply` besides `training` and `mask`. */
export interface ProjectedCallOptions extends AttentionCallOptions {
  /**
   * True where a query may look at a value, [batch, queries, values] or [batch, heads, queries, values]; axes of 1 are repeated.
   * Adds to the masks of the inputs.
   */
  readonly attentionMask?: Tensor | undefined
}

/** Options that multi-head attention and its grouped form share. */
export interface ProjectedAttentionOptions extends LayerOptions, KernelOptions, BiasOptions {
  /** Share of the attention weights that is dropped in training. Default 0. */
  readonly dropout?: number
  /** Makes the dropped ones repeatable. Default: `nextSeed()`. */
  readonly seed?: number
  /** Positions see positions nearer than this only. Default: all. */
  readonly slidingWindow?: number
  /** Multiply what the heads find by a gate, the sigmoid of a projection of the queries. Default false. */
  readonly useGate?: boolean
}

/** Rows of `ProjectedAttentionOptions`, to spread into a layer's own. */
export const projectedAttentionOptionNames: OptionNames<ProjectedAttentionOptions> = {
  ...layerOptionNames,
  ...kernelOptionNames,
  ...biasOptionNames,
  dropout: true,
  seed: true,
  slidingWindow: true,
  useGate: true,
}

/** Numbers of heads and sizes of their vectors. */
export interface Heads {
  readonly queryHeads: number
  /** Divides `queryHeads`: so many query heads share a key and value head. */
  readonly keyHeads: number
  readonly keyDim: number
  readonly valueDim: number
}

interface Projections {
  readonly query: Projection
  readonly key: Projection
  readonly value: Projection
  readonly gate: Projection | undefined
  readonly output: Projection
}

type Options = ApplyOptions<AttentionInputs> & ProjectedCallOptions

/** Options where the inputs are symbolic and the attention mask too. */
type SymbolicOptions = Omit<Options, 'attentionMask'> & { readonly attentionMask: SymbolicTensor }

/** What is passed on to the layer's own `apply`: the attention mask becomes an input, so that it may be symbolic. */
function withMaskAsInput(inputs: AttentionInputs, options: object): [AttentionInputs, object] {
  const { attentionMask, mask, ...others } = options as Options
  if (options instanceof LayerContext || !attentionMask) return [inputs, options]
  const { query, value } = partsOf<Tensor>(inputs)
  const { key } = (Array.isArray(inputs) ? { key: (inputs as readonly Tensor[])[2] } : inputs) as Partial<AttentionRecord>
  const masks = mask && {
    query: partsOf<Tensor | undefined>(mask).query,
    value: partsOf<Tensor | undefined>(mask).value,
    ...(key && { key: partsOf<Tensor | undefined>(mask).key }),
    attentionMask: undefined,
  }
  return [
    { query, value, ...(key && { key }), attentionMask },
    { ...others, ...(masks && { mask: masks }) },
  ]
}

/** Attention between projections of the inputs, in several heads. */
export abstract class ProjectedAttention extends Layer<AttentionInputs, Tensor | AttentionResult, ProjectedCallOptions> {
  /** How many heads there are for queries and for keys and values, and the sizes of each. */
  protected readonly heads: Heads
  readonly #dropout: number
  readonly #seed: number | undefined
  readonly #slidingWindow: number | undefined
  readonly #useGate: boolean
  readonly #useBias: boolean
  readonly #kernelRule: WeightRule
  readonly #biasRule: WeightRule
  readonly #dropoutLayer: Dropout | undefined
  #projections: Projections | undefined

  /** @param call - what errors begin with */
  constructor(call: string, options: ProjectedAttentionOptions, heads: Heads) {
    super(options)
    this.heads = heads
    this.#dropout = checkShare(call, 'dropout', options.dropout ?? 0)
    this.#seed = options.seed
    this.#slidingWindow =
      options.slidingWindow === undefined ? undefined : checkCount(call, 'slidingWindow', options.slidingWindow)
    this.#useGate = checkFlag(call, 'useGate', options.useGate ?? false)
    this.#useBias = checkFlag(call, 'useBias', options.useBias ?? true)
    this.#kernelRule = weightRule(call, 'kernel', options, 'glorotUniform')
    this.#biasRule = weightRule(call, 'bias', options, 'zeros')
    if (this.#dropout > 0) {
      const seed = options.seed === undefined ? {} : { seed: options.seed }
      this.#dropoutLayer = this.addLayer(new Dropout(this.#dropout, { name: 'dropout', dtype: this.dtype, ...seed }))
      this.#dropoutLayer.buildFrom([null])
    }
  }

  /** The axes that attention runs over, for inputs of this rank. */
  protected abstract attendedAxes(rank: number): readonly number[]

  /** Shape of the features of one output, for queries with so many. */
  protected abstract outputFeatures(queryFeatures: number): Shape

  protected override get takesNest(): boolean {
    return true
  }

  protected override get applyOptionNames(): Readonly<Record<string, true>> {
    return { attentionMask: true, useCausalMask: true, returnAttentionScores: true }
  }

  protected override checkInput(shapes: BatchShapes<AttentionInputs>): void {
    const { query, value, key } = checkParts(this.path, shapes)
    for (const [name, shape] of Object.entries({ query, key, value } as const)) {
      const projection = this.#projections?.[name as 'query' | 'key' | 'value']
      checkExtent(this.path, shape, shape.length - 1, projection?.kernel.shape[0], name)
    }
    this.attendedAxes(query.length)
  }

  protected override build(shapes: BatchShapes<AttentionInputs>): void {
    const { query, value, key } = checkParts(this.path, shapes)
    const { queryHeads, keyHeads, keyDim, valueDim } = this.heads
    const add = (name: string, input: Shape, output: Shape): Projection => this.#addProjection(name, input, output)
    const features = query.at(-1)!
    this.#projections = {
      query: add('query', [features], [queryHeads, keyDim]),
      key: add('key', [key.at(-1)!], [keyHeads, keyDim]),
      gate: this.#useGate ? add('gate', [features], [queryHeads, valueDim]) : undefined,
      value: add('value', [value.at(-1)!], [keyHeads, valueDim]),
      output: add('attentionOutput', [queryHeads, valueDim], this.outputFeatures(features)),
    }
  }

  #addProjection(name: string, input: Shape, output: Shape): Projection {
    // An initializer gives equal tensors for equal shapes: each projection has its own.
    const fresh = (rule: WeightRule): WeightRule => ({
      ...rule,
      initializer: getInitializer(this.path, initializerConfig(rule.initializer)),
    })
    return {
      kernel: this.addWeight(`${name}/kernel`, [...input, ...output], fresh(this.#kernelRule)),
      bias: this.#useBias ? this.addWeight(`${name}/bias`, output, fresh(this.#biasRule)) : undefined,
      inputAxes: input.length,
    }
  }

  /** Outputs and weights of the values, when the option `returnAttentionScores` is true. */
  override apply(inputs: AttentionInputs, options: Options & { readonly returnAttentionScores: true }): AttentionResult
  /** The outputs. */
  override apply(inputs: AttentionInputs, options?: Options | CallContext<never>): Tensor
  override apply(
    inputs: SymbolicOf<AttentionInputs>,
    options: (Options | SymbolicOptions) & { readonly returnAttentionScores: true },
  ): SymbolicOf<AttentionResult>
  override apply(inputs: SymbolicOf<AttentionInputs>, options?: Options | CallContext<never>): SymbolicOf<Tensor>
  override apply(inputs: SymbolicOf<AttentionInputs>, options: SymbolicOptions): SymbolicOf<Tensor>
  override apply(inputs: AttentionInputs | SymbolicOf<AttentionInputs>, options: object = {}): unknown {
    return super.apply(...withMaskAsInput(inputs as AttentionInputs, options))
  }

  protected override call(
    inputs: AttentionInputs,
    context: CallContext<AttentionInputs, ProjectedCallOptions>,
  ): Tensor | AttentionResult {
    const { query, value, key } = partsOf<Tensor>(inputs)
    const projections = this.#projections!
    const layout = { rank: query.rank, attended: this.attendedAxes(query.rank) }
    const extents = attendedExtents(query.shape, layout)
    const wantsScores = context.options.returnAttentionScores === true
    const { found, weights } = this.#attend(
      toHeads(project(query, projections.query), layout),
      this.#shareHeads(toHeads(project(key, projections.key), layout), layout),
      this.#shareHeads(toHeads(project(value, projections.value), layout), layout),
      this.#maskFor(inputs, context, layout),
      wantsScores,
      context,
    )
    const joined = fromHeads(found, layout, extents)
    const gated = projections.gate ? joined.mul(project(query, projections.gate).sigmoid()) : joined
    const outputs = project(gated, projections.output)
    if (!weights || !wantsScores) return outputs
    return [outputs, weights.reshape([...weights.shape.slice(0, -2), ...extents, ...attendedExtents(value.shape, layout)])]
  }

  /** One key or value head for each query head. */
  #shareHeads(x: Tensor, layout: HeadLayout): Tensor {
    const { queryHeads, keyHeads } = this.heads
    if (queryHeads === keyHeads) return x
    const axis = layout.rank - 1 - layout.attended.length
    const repeated = [...x.shape.slice(0, axis), keyHeads, queryHeads / keyHeads, ...x.shape.slice(axis + 1)]
    return x
      .expandDims(axis + 1)
      .broadcastTo(repeated)
      .reshape([...x.shape.slice(0, axis), queryHeads, ...x.shape.slice(axis + 1)])
  }

  /** Attention within each head: [..., positions, dim] -> [..., positions, dim], and the weights where something needs them. */
  #attend(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    mask: Tensor | undefined,
    wantsScores: boolean,
    context: CallContext<AttentionInputs>,
  ): { found: Tensor; weights: Tensor | undefined } {
    const scale = staticValue(1 / Math.sqrt(this.heads.keyDim))
    const weigh = (q: Tensor, k: Tensor, m: Tensor | undefined): Tensor =>
      maskedSoftmax(q.mul(scale).matmul(k.transpose(swapped(k.rank))), m)
    if (wantsScores || (this.#dropoutLayer && context.training)) {
      const weights = weigh(query, key, mask)
      const kept = this.#dropoutLayer ? this.#dropoutLayer.apply(weights, context) : weights
      return { found: kept.matmul(value), weights }
    }
    // Named as a whole, so that a backend may run it without the matrix of weights.
    const operands = mask ? [query, key, value, mask] : [query, key, value]
    const found = composite('attention', operands, (q, k, v, m) => weigh(q!, k!, m).matmul(v!))
    return { found, weights: undefined }
  }

  /** Which queries may look at which values; broadcasts to [...apart, heads, queries, values]. */
  #maskFor(
    inputs: AttentionInputs,
    { mask, options }: CallContext<AttentionInputs, ProjectedCallOptions>,
    layout: HeadLayout,
  ): Tensor | undefined {
    const { query, value, attentionMask } = partsOf<Tensor>(inputs)
    const masks = partsOf<Tensor | undefined>(mask)
    const [queries, values] = [query, value].map(({ shape }) => sizeOf(attendedExtents(shape, layout))) as [number, number]
    const keyMask = masks.key === masks.value ? undefined : masks.key
    return allOf([
      masks.query && maskToHeads(masks.query, layout).expandDims(-1),
      masks.value && maskToHeads(masks.value, layout).expandDims(-2),
      keyMask && maskToHeads(keyMask, layout).expandDims(-2),
      options.useCausalMask ? causalMask(queries, values) : undefined,
      this.#slidingWindow === undefined ? undefined : windowMask(queries, values, this.#slidingWindow),
      attentionMask && this.#readAttentionMask(attentionMask, query, value, layout),
    ])
  }

  /** [...apart, ...queries, ...values], or with heads behind the apart axes -> [...apart, heads or 1, queries, values]. */
  #readAttentionMask(given: Tensor, query: Tensor, value: Tensor, layout: HeadLayout): Tensor {
    const positions = 2 * layout.attended.length
    const apart = layout.rank - 1 - layout.attended.length
    if (given.rank < positions || given.rank > apart + 1 + positions) {
      throw new ShapeError(
        `${this.path}: expected an attentionMask of shape [batch, queries, values] or [batch, heads, queries, values], got ${formatShape(given.shape)}`,
      )
    }
    const [from, to] = [attendedExtents(query.shape, layout), attendedExtents(value.shape, layout)]
    const leading = given.shape.slice(0, -positions)
    const full = given.cast('bool').broadcastTo([...leading, ...from, ...to])
    const flat = full.reshape([...leading, sizeOf(from), sizeOf(to)])
    return leading.length === apart ? flat.expandDims(-3) : flat
  }

  override computeMask(_inputs: AttentionInputs, mask: MaskOf<AttentionInputs>): Tensor | undefined {
    return partsOf<Tensor | undefined>(mask).query
  }

  override get supportsMasking(): boolean {
    return true
  }

  /** @param options - as of `apply`: with scores, there are two shapes */
  override computeOutputShape(
    shapes: BatchShapes<AttentionInputs>,
    { returnAttentionScores = false }: AttentionCallOptions = {},
  ): BatchShapes<Tensor | AttentionResult> {
    this.checkInput(shapes)
    const { query, value } = checkParts(this.path, shapes)
    const outputs = [...query.slice(0, -1), ...this.outputFeatures(query.at(-1)!)]
    if (!returnAttentionScores) return outputs
    const layout = { rank: query.length, attended: this.attendedAxes(query.length) }
    const at = (shape: BatchShape, axes: readonly number[]): BatchShape => axes.map((axis) => shape[axis]!)
    const positions = [...at(query, layout.attended), ...at(value, layout.attended)]
    return [outputs, [...at(query, apartAxes(layout)), this.heads.queryHeads, ...positions]]
  }

  override getConfig(): LayerConfig {
    const [dropout, seed, slidingWindow, useGate, useBias, kernelRule, biasRule] = [
      this.#dropout,
      this.#seed,
      this.#slidingWindow,
      this.#useGate,
      this.#useBias,
      this.#kernelRule,
      this.#biasRule,
    ]
    return {
      ...super.getConfig(),
      dropout,
      useBias,
      useGate,
      ...(seed !== undefined && { seed }),
      ...(slidingWindow !== undefined && { slidingWindow }),
      ...weightRuleConfig('kernel', kernelRule),
      ...weightRuleConfig('bias', biasRule),
    }
  }
}

/** The last two axes exchanged. */
const swapped = (rank: number): readonly number[] => [...Array.from({ length: rank - 2 }, (_, axis) => axis), rank - 1, rank - 2]
