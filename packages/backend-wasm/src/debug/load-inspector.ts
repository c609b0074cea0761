/** Loads what looks inside programs, once, for whoever debugs: pages do not carry it. */
type Loaded = typeof import('./inspector.ts')

let loaded: Loaded | undefined

/** What was loaded; undefined until it is. */
export const loadedInspector = (): Loaded | undefined => loaded

/** Loads it. */
export async function loadInspector(): Promise<Loaded> {
  loaded ??= await import('./inspector.ts')
  return loaded
}
