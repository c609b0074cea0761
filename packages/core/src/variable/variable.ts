/** State that outlives a computation: the weights of a model, an optimizer's moments, a step count. */
import type { Backend } from '../backend/backend.ts'
import { getBackend, withBackend } from '../backend/registry.ts'
import type { DType, HostArray } from '../dtype/dtype.ts'
import { BackendError, DisposedError, DTypeError, ShapeError, TraceError } from '../errors/errors.ts'
import type { TensorType } from '../graph/graph.ts'
import { numberValue } from '../lazy/append.ts'
import { copyTo } from '../lazy/copy-to.ts'
import { readNumbers } from '../lazy/read.ts'
import { disposeValue } from '../lazy/resident.ts'
import { currentCompileScope, currentScope, type Scope, type StateCell, type TracedState, withoutScope } from '../lazy/scope.ts'
import { Value } from '../lazy/value.ts'
import { formatShape, sameShape, type Shape } from '../shape/shape.ts'
import { hostValue, type TensorData } from '../tensor/host-value.ts'
import { Tensor } from '../tensor/tensor.ts'

/** What a variable is called and how it is used. */
export interface VariableOptions {
  /** What errors call it, such as `dense_1/kernel`. Default `variable`. */
  readonly path?: string
  /** Whether optimizers may change it. Default true. */
  readonly trainable?: boolean
  /** Default: the initial value's own. */
  readonly dtype?: DType
}

/** Type of a variable whose initial value is computed when it is first needed. */
export interface LazyVariableOptions extends VariableOptions {
  /** Extents of the value. */
  readonly shape: Shape
  readonly dtype: DType
}

/**
 * A tensor that can be assigned to.
 *
 * Inside a compiled function, reading `value` and `assign` become the reading and the in-place update of a program's state.
 *
 * @example
 * ```ts
 * const count = new Variable(0)
 * const step = compile(() => { count.assign(count.value.add(1)) })
 * step()
 * console.log(await count.value.item()) // 1
 * ```
 */
export class Variable implements StateCell {
  path: string
  trainable: boolean
  /** Shape and dtype: the same for every value that it takes. */
  readonly type: TensorType
  #content: Value | (() => Tensor) | undefined
  /** Nobody else holds the storage of the content: a program may update it in place. */
  #exclusive = false

  /**
   * @param initial - the initial value, or a function that computes it when it is first needed, on the backend that needs it
   */
  constructor(initial: Tensor | TensorData, options?: VariableOptions)
  constructor(initial: () => Tensor, options: LazyVariableOptions)
  constructor(initial: Tensor | TensorData | (() => Tensor), options: VariableOptions | LazyVariableOptions = {}) {
    this.path = options.path ?? 'variable'
    this.trainable = options.trainable ?? true
    if (typeof initial === 'function') {
      const { shape, dtype } = options as LazyVariableOptions
      this.type = { shape, dtype }
      this.#content = initial
    } else {
      const value =
        initial instanceof Tensor ? initial.value : hostValue(this.path, initial, options.dtype ? { dtype: options.dtype } : {})
      this.type = value.type
      this.#content = value
    }
  }

  /** Extents, outermost first. */
  get shape(): Shape {
    return this.type.shape
  }

  /** Dtype of the value. */
  get dtype(): DType {
    return this.type.dtype
  }

  /** The current value. A later `assign` does not change a value that was handed out. */
  get value(): Tensor {
    const scope = currentCompileScope()
    if (scope) return new Tensor(this.#traced(scope).current)
    this.#exclusive = false
    return new Tensor(this.contentOn(this.#home ?? getBackend()))
  }

  /**
   * Replaces the value.
   *
   * @throws ShapeError or DTypeError when the new value has another type; TraceError inside the body of a composite
   */
  assign(value: Tensor | TensorData): void {
    const call = `${this.path}.assign`
    const scope = currentScope()
    const next = this.#checkType(call, this.#convert(call, value))
    if (scope?.kind === 'body')
      throw new TraceError(`${call}: a variable cannot be assigned inside ${scope.call}; return the value and assign it outside`)
    if (scope) {
      this.#traced(scope).current = next.value
      return
    }
    this.#checkDisposed()
    this.#content = next.value
    this.#exclusive = false
  }

  /** The elements, row-major; see `Tensor.data`. */
  data(): Promise<HostArray> {
    return readNumbers(`${this.path}.data`, this.contentOn(this.#home ?? getBackend()))
  }

  /** Moves the variable to another backend. */
  to(backend: Backend): void {
    this.#content = copyTo(this.contentOn(this.#home ?? backend), backend)
    this.#exclusive = false
  }

  /** The backend that holds the value; undefined while any could. */
  get backend(): Backend | undefined {
    return this.#home
  }

  /** Frees the memory now instead of when the variable is collected. */
  dispose(): void {
    if (this.#content instanceof Value && this.#exclusive) disposeValue(this.#content)
    this.#content = undefined
  }

  [Symbol.dispose](): void {
    this.dispose()
  }

  /** The value inside a function being traced. */
  #traced(scope: Scope): TracedState {
    const known = scope.states.get(this)
    if (known) return known
    this.#checkHome(scope.call, scope.backend)
    const entry = new Value(this.type, { kind: 'parameter', scope }, scope.backend)
    const state = { entry, current: entry }
    scope.states.set(this, state)
    return state
  }

  /** The value that a program of `backend` reads. For `compile`. */
  contentOn(backend: Backend): Value {
    this.#checkDisposed()
    this.#checkHome(this.path, backend)
    if (typeof this.#content === 'function') {
      const initialize = this.#content
      const initial = withoutScope(() => withBackend(backend, initialize))
      this.#content = this.#checkType(`${this.path}: the initializer`, initial).value
    }
    return this.#content!
  }

  /**
   * Makes `next` the value that a program of `backend` will produce from the present one. For `compile`.
   *
   * @returns the present value, and whether the program may overwrite its storage
   */
  advance(backend: Backend, next: Value): { before: Value; exclusive: boolean } {
    const before = this.contentOn(backend)
    const exclusive = this.#exclusive
    this.#content = next
    this.#exclusive = true
    return { before, exclusive }
  }

  /** Whether the content is this value, and nobody else holds its storage. For `compile`. */
  holdsAlone(value: Value): boolean {
    return this.#exclusive && this.#content === value
  }

  #convert(call: string, value: Tensor | TensorData): Tensor {
    if (value instanceof Tensor) return value
    if (typeof value === 'number' && currentScope()) return new Tensor(numberValue(value, this.dtype))
    return new Tensor(
      hostValue(call, value, ArrayBuffer.isView(value) ? { dtype: this.dtype, shape: this.shape } : { dtype: this.dtype }),
    )
  }

  get #home(): Backend | undefined {
    return this.#content instanceof Value ? this.#content.backend : undefined
  }

  #checkHome(call: string, backend: Backend): void {
    if (this.#home && this.#home !== backend) {
      throw new BackendError(
        `${call}: variable ${this.path} lives on the ${this.#home.name} backend, the program on ${backend.name}; move it with variable.to(backend)`,
      )
    }
  }

  #checkDisposed(): void {
    if (this.#content === undefined) throw new DisposedError(`${this.path}: the variable was disposed`)
  }

  #checkType(call: string, next: Tensor): Tensor {
    if (!sameShape(next.shape, this.shape)) {
      throw new ShapeError(
        `${call}: the variable has shape ${formatShape(this.shape)}, the new value ${formatShape(next.shape)}; reshape it`,
      )
    }
    if (next.dtype !== this.dtype) {
      throw new DTypeError(`${call}: the variable is ${this.dtype}, the new value ${next.dtype}; cast it`)
    }
    return next
  }
}
