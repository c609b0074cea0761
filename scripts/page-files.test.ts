/** A page is bundled in files; what is behind an import() is not loaded at once, what everything needs is. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { bundlePage, filesAtOnce } from './page-files.mjs'

test('files are followed however far, in circles too', () => {
  const files = [
    { fileName: 'page.js', imports: ['a.js'] },
    { fileName: 'a.js', imports: ['b.js'] },
    { fileName: 'b.js', imports: ['page.js', 'outside'] },
    { fileName: 'later.js', imports: ['a.js', 'c.js'] },
    { fileName: 'c.js', imports: [] },
  ]
  expect([...filesAtOnce(files, 'page.js')]).toEqual(['page.js', 'a.js', 'b.js', 'outside'])
})

test('a page with something that it loads later', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'neurite-page-'))
  try {
    await writeFile(join(folder, 'later.mjs'), `export const later = 'loaded later'`)
    await writeFile(join(folder, 'unused.mjs'), `export const used = 'used at once', unused = 'never used'`)
    const source = `import { used } from '../unused.mjs'; console.log(used, import('../later.mjs'))`
    const { atOnce, later } = await bundlePage(source, join(folder, 'page'))
    expect(atOnce.map((path) => basename(path))).toEqual(['page.js'])
    const [page, rest] = await Promise.all(
      [atOnce, later].map(async (paths) => (await Promise.all(paths.map((path) => readFile(path, 'utf8')))).join()),
    )
    expect(page).toContain('used at once')
    expect(page).not.toMatch(/loaded later|never used/)
    expect(rest).toContain('loaded later')
  } finally {
    await rm(folder, { recursive: true })
  }
})
