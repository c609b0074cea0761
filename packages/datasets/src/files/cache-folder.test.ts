/** Each system's place for caches. */
import { posix } from 'node:path'
import { describe, expect, it } from 'vitest'
import { defaultCacheFolder } from './cache-folder.ts'

describe('defaultCacheFolder', () => {
  it.each<{ platform: string; environment: Record<string, string>; folder: string }>([
    { platform: 'linux', environment: {}, folder: '/home/me/.cache/neurite' },
    { platform: 'linux', environment: { XDG_CACHE_HOME: '/fast' }, folder: '/fast/neurite' },
    { platform: 'linux', environment: { XDG_CACHE_HOME: '', NEURITE_CACHE: '' }, folder: '/home/me/.cache/neurite' },
    { platform: 'linux', environment: { XDG_CACHE_HOME: '/fast', NEURITE_CACHE: '/mine' }, folder: '/mine' },
    { platform: 'freebsd', environment: {}, folder: '/home/me/.cache/neurite' },
    { platform: 'darwin', environment: {}, folder: '/home/me/Library/Caches/neurite' },
    { platform: 'win32', environment: {}, folder: '/home/me/AppData/Local/neurite/Cache' },
    { platform: 'win32', environment: { LOCALAPPDATA: '/local' }, folder: '/local/neurite/Cache' },
    { platform: 'win32', environment: { NEURITE_CACHE: '/mine' }, folder: '/mine' },
  ])('$platform with $environment: $folder', ({ platform, environment, folder }) => {
    expect(defaultCacheFolder({ platform, environment, home: '/home/me', join: posix.join })).toBe(folder)
  })
})
