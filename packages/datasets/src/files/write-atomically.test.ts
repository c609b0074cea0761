/** Files are complete or absent, whatever happens while they are written. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fileModules } from '../platform/node-module.ts'
import { temporaryFolder } from '../testing/sample-files.ts'
import { writeAtomically } from './write-atomically.ts'

const modules = fileModules()!

describe('writeAtomically', () => {
  it('writes all parts, into folders that it makes', async () => {
    const path = join(await temporaryFolder(), 'some', 'where', 'file')
    await writeAtomically(modules, path, [Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)])
    expect([...(await readFile(path))]).toEqual([1, 2, 3])
    expect(await readdir(join(path, '..'))).toEqual(['file'])
  })

  it('replaces what was there', async () => {
    const path = join(await temporaryFolder(), 'file')
    await writeFile(path, 'a longer text than the new one')
    await writeAtomically(modules, path, [Uint8Array.of(7)])
    expect([...(await readFile(path))]).toEqual([7])
  })

  it('leaves no file, or the one before, when it is interrupted', async () => {
    function* broken(): Generator<Uint8Array> {
      yield new Uint8Array(100_000)
      throw new Error('the disk is full')
    }
    const folder = await temporaryFolder()
    await expect(writeAtomically(modules, join(folder, 'file'), broken())).rejects.toThrow('the disk is full')
    expect(await readdir(folder)).toEqual([])
    await writeFile(join(folder, 'file'), 'before')
    await expect(writeAtomically(modules, join(folder, 'file'), broken())).rejects.toThrow('the disk is full')
    expect(await readdir(folder)).toEqual(['file'])
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('before')
  })

  it('leaves no file when it cannot be put in its place', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'file'))
    await writeFile(join(folder, 'file', 'inside'), 'text')
    await expect(writeAtomically(modules, join(folder, 'file'), [Uint8Array.of(1)])).rejects.toThrow(/EISDIR|ENOTEMPTY|EPERM/)
    expect(await readdir(folder)).toEqual(['file'])
  })
})
