/** The base of objects that options name and configurations hold: initializers, regularizers, constraints. */
import { type ClassConfig, classNameOf } from './class-config.ts'

/** Has a class name, and the options that make an equal object. */
export abstract class Configurable {
  /** Name of the class in configurations; state it, so that it survives minification. Default: the class's own. */
  static readonly className: string | undefined = undefined

  /** Name of the class, as configurations hold it. */
  readonly className: string

  constructor() {
    this.className = classNameOf(new.target)
  }

  /** The options that make an equal object. */
  getConfig(): ClassConfig['config'] {
    return {}
  }
}
