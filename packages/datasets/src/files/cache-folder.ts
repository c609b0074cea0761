/** Where downloads are kept, by each system's convention. */

/** What the place depends on. */
export interface CacheSetting {
  readonly platform: string
  readonly home: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly join: (...parts: string[]) => string
}

type Convention = (setting: CacheSetting) => string

const conventions: Readonly<Record<string, Convention>> = {
  darwin: ({ home, join }) => join(home, 'Library', 'Caches', 'neurite'),
  win32: ({ home, environment, join }) => join(environment['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'neurite', 'Cache'),
}

/** @source XDG Base Directory Specification */
const freedesktop: Convention = ({ home, environment, join }) =>
  join(environment['XDG_CACHE_HOME'] || join(home, '.cache'), 'neurite')

/** `NEURITE_CACHE` where it is set, else the folder for caches of the system's user. */
export const defaultCacheFolder = (setting: CacheSetting): string =>
  setting.environment['NEURITE_CACHE'] || (conventions[setting.platform] ?? freedesktop)(setting)
