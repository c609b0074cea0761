/** The format of saved models: a zip of JSON and safetensors, with a manifest that says what it is. */
import { DataError } from '@neurite/core'
import { zipSync } from 'fflate'
import { ZipReader } from './read-zip.ts'
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from './safetensors.ts'
import { nnVersion } from './version.ts'

/** What an archive is of: a whole model, weights alone, or training that was interrupted. */
export type ArchiveKind = 'model' | 'weights' | 'backup'

/** The format's own number: raised when older readers would misread what newer ones write. */
const formatVersion = 1

const manifestName = 'manifest.json'

/** Zips say where things are with 32 bits. */
const mostBytes = 2 ** 32 - 1

/** What an archive holds. */
export interface ArchiveContents {
  readonly kind: ArchiveKind
  /** Texts by name, without `.json`. */
  readonly json: Readonly<Record<string, unknown>>
  /** Tensors by name, without `.safetensors`. */
  readonly tensors: Readonly<Record<string, readonly NamedTensor[]>>
}

/** The same moment in every archive, so that equal models are equal bytes: the earliest that zips know. */
const moment = new Date(1980, 0, 1)

const encodeJson = (value: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(value, undefined, 1)}\n`)

/** The bytes of an archive. @throws DataError when it would be larger than a zip can be */
export function packArchive(call: string, { kind, json, tensors }: ArchiveContents): Uint8Array {
  const files: Record<string, [Uint8Array, { level: 0 | 6 }]> = {
    [manifestName]: [encodeJson({ format: 'neurite', formatVersion, kind, version: nnVersion }), { level: 6 }],
  }
  for (const [name, value] of Object.entries(json)) files[`${name}.json`] = [encodeJson(value), { level: 6 }]
  // Numbers compress badly, and slowly.
  for (const [name, named] of Object.entries(tensors)) files[`${name}.safetensors`] = [encodeSafetensors(named), { level: 0 }]
  const total = Object.values(files).reduce((sum, [file]) => sum + file.length + 1024, 0)
  if (total > mostBytes) {
    throw new DataError(
      `${call}: the model takes ${total} bytes, a file of this format holds up to ${mostBytes}; save it in parts`,
    )
  }
  return zipSync(files, { mtime: moment })
}

/** An archive that is being read. */
export class Archive {
  readonly kind: ArchiveKind
  readonly #call: string
  readonly #zip: ZipReader

  /**
   * @param call - what errors begin with
   * @throws DataError when the bytes are no archive, one of a newer format, or damaged
   */
  constructor(call: string, bytes: Uint8Array) {
    this.#call = call
    this.#zip = new ZipReader(call, bytes)
    if (!this.#zip.has(manifestName)) throw new DataError(`${call}: this zip holds no model of Neurite; it lacks ${manifestName}`)
    this.kind = this.#checkManifest()
  }

  has(name: string): boolean {
    return this.#zip.has(name)
  }

  /** A text, parsed. @throws DataError when it is missing or damaged */
  json(name: string): unknown {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(this.#zip.read(`${name}.json`)))
    } catch (cause) {
      if (cause instanceof DataError) throw cause
      throw new DataError(`${this.#call}: the file is damaged: ${name}.json cannot be read`, { cause })
    }
  }

  /** Tensors by their names, in order. @throws DataError when they are missing or damaged */
  tensors(name: string): readonly NamedTensor[] {
    const file = `${name}.safetensors`
    return decodeSafetensors({ call: this.#call, file }, this.#zip.read(file))
  }

  #checkManifest(): ArchiveKind {
    const manifest = this.json('manifest')
    const { format, formatVersion: version, kind, version: writer } = (manifest ?? {}) as Readonly<Record<string, unknown>>
    if (format !== 'neurite' || !Number.isInteger(version)) {
      throw new DataError(`${this.#call}: the file is damaged: ${manifestName} does not say what it is`)
    }
    if ((version as number) > formatVersion) {
      throw new DataError(
        `${this.#call}: the file was written by version ${String(writer)} in format ${String(version)}, this version reads up to format ${formatVersion}; update @neurite/nn`,
      )
    }
    if (kind === 'model' || kind === 'weights' || kind === 'backup') return kind
    throw new DataError(`${this.#call}: the file is damaged: ${manifestName} does not say what it is`)
  }
}
