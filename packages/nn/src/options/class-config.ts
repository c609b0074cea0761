/** Objects of named classes as plain data: losses, metrics, optimizers, schedules, initializers, regularizers, constraints. */

/** An object as configurations hold it. */
export interface ClassConfig {
  /** Name of its class. */
  readonly className: string
  /** What `getConfig` returned: the class is made from it again. */
  readonly config: Readonly<Record<string, unknown>>
}

/** The name that a class states, else its own. Call it with `new.target`. */
export function classNameOf(target: { readonly className: string | undefined; readonly name: string }): string {
  // A subclass of a class with a stated name does not share it.
  return (Object.hasOwn(target, 'className') ? target.className : undefined) ?? target.name
}

/** Whether this is what `toClassConfig` gave. */
export const isClassConfig = (like: unknown): like is ClassConfig =>
  typeof like === 'object' && like !== null && 'className' in like && 'config' in like && like.constructor === Object

/** An object as configurations hold it. */
export const toClassConfig = (object: { readonly className: string; getConfig(): ClassConfig['config'] }): ClassConfig => ({
  className: object.className,
  config: object.getConfig(),
})
