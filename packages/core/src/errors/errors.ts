/** The typed errors that Neurite throws; every message begins with the call or layer that the user wrote. */

/** Base class of every error that Neurite throws on bad input or a failed run. */
export class NeuriteError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
  }
}

/** A shape, rank or axis does not fit the operation. */
export class ShapeError extends NeuriteError {}

/** A dtype does not fit the operation, or the backend does not compute in it. */
export class DTypeError extends NeuriteError {}

/** An option, identifier or argument has a value that the call does not accept. */
export class ArgumentError extends NeuriteError {}

/** The user's data cannot be used: labels out of range, lengths that differ, a corrupt file. */
export class DataError extends NeuriteError {}

/** Tensors of different backends meet in one operation, or a backend is missing. */
export class BackendError extends NeuriteError {}

/** The device that a backend ran on is gone: the driver restarted, it was unplugged, or somebody destroyed it. What was on it is lost. */
export class DeviceLostError extends BackendError {}

/** A tensor, variable or backend is used after `dispose()`. */
export class DisposedError extends NeuriteError {}

/** Something that only works outside a traced function was done inside one, or the reverse. */
export class TraceError extends NeuriteError {}

/** A program failed while it was compiled or run; `cause` holds the backend's own error. */
export class ExecutionError extends NeuriteError {}

/** A backend cannot compile a program without waiting, as browsers limit that; `backend.compile` may. */
export class MustWaitError extends ExecutionError {}

/** A value that has to be finite is NaN or infinite. */
export class NonFiniteError extends NeuriteError {}

/** A broken promise of Neurite's own code: please report it. */
export class InternalError extends NeuriteError {
  constructor(message: string, options?: ErrorOptions) {
    super(`internal: ${message}`, options)
  }
}
