/** Backends by name, and the one that tensors use unless told otherwise. Open: nothing here lists backends. */
import { ArgumentError, BackendError } from '../errors/errors.ts'
import { suggest } from '../errors/suggest.ts'
import type { Backend } from './backend.ts'

/** Makes a backend; a promise where a device has to be asked for. */
export type BackendFactory = () => Backend | Promise<Backend>

const factories = new Map<string, BackendFactory>()
const instances = new Map<string, Backend>()
let selected: Backend | undefined
let scoped: Backend | undefined

/**
 * Makes a backend known by name, for `setBackend` and as a candidate for the default.
 *
 * The first registered whose factory works without waiting becomes the default when none was set.
 */
export function registerBackend(name: string, create: BackendFactory): void {
  factories.set(name, create)
  instances.delete(name)
}

/** Names of all registered backends, in the order of their registration. */
export const registeredBackends = (): readonly string[] => [...factories.keys()]

/** The one instance of a registered backend, made at the first call. */
export async function createBackend(name: string): Promise<Backend> {
  const known = instances.get(name)
  if (known) return known
  const create = factories.get(name)
  if (!create) {
    const names = registeredBackends()
    const hint =
      names.length > 0 ? suggest(name, names) : 'none is registered; import "neurite", or call registerBackend(name, create)'
    throw new ArgumentError(`setBackend: unknown backend "${name}"; ${hint}`)
  }
  const backend = await create()
  instances.set(name, backend)
  return backend
}

/**
 * Chooses the backend for tensors and models made from here on.
 *
 * @param backend - an instance, or the name of a registered one
 * @throws ArgumentError when the name is unknown
 */
export async function setBackend(backend: Backend | string): Promise<Backend> {
  selected = typeof backend === 'string' ? await createBackend(backend) : backend
  return selected
}

/** Tries the registered backends in order; says so when it is not the first one that works. */
function chooseDefault(): Backend | undefined {
  const failures: string[] = []
  for (const [name, create] of factories) {
    try {
      const backend = instances.get(name) ?? create()
      if (backend instanceof Promise) continue
      instances.set(name, backend)
      if (failures.length > 0) console.warn(`neurite: using the ${name} backend, because ${failures.join('; ')}`)
      return backend
    } catch (error) {
      failures.push(`${name} failed: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return undefined
}

/**
 * The backend in force: the innermost `withBackend`, else the one set, else the first registered that works.
 *
 * @throws BackendError when there is none
 */
export function getBackend(): Backend {
  if (scoped) return scoped
  selected ??= chooseDefault()
  if (selected) return selected
  throw new BackendError(
    'getBackend: no backend is registered; import "neurite", or call setBackend(backend) with one of your own',
  )
}

/** Runs the synchronous `fn` with another backend in force. */
export function withBackend<T>(backend: Backend, fn: () => T): T {
  const previous = scoped
  scoped = backend
  try {
    return fn()
  } finally {
    scoped = previous
  }
}
