/** Finds a GPU through Dawn, WebGPU's implementation for Node, and runs the WebGPU backend on it. */
import { webgpu } from '@neurite/backend-webgpu'
import { ArgumentError, type Backend, BackendError } from '@neurite/core'
import { type AdapterName, type CreateGpu, type DawnBackend, dawnBackends, findAdapters } from './adapters.ts'
import { loadDawn } from './load-dawn.ts'

/** Options of `dawn`. */
export interface DawnOptions {
  /** The adapter, by a part of its name, in any case; `listAdapters` has the names. Default: the one that Dawn prefers. */
  readonly adapter?: string
  /** The way to the GPU. Default: the platform's own. */
  readonly backend?: DawnBackend
  /** Toggles of Dawn to switch on, such as `dump_shaders`. */
  readonly toggles?: readonly string[]
  /** Which adapter to prefer where there are several. */
  readonly powerPreference?: GPUPowerPreference
  /** Whether an adapter that computes on the CPU will do: the wasm backend is faster than those. Default true. */
  readonly allowSoftware?: boolean
}

/** Node must not collect what `create` returns as long as its device lives. */
const instances = new Set<GPU>()

function flagsOf({ backend, toggles = [] }: DawnOptions): string[] {
  if (backend !== undefined && !dawnBackends.includes(backend)) {
    throw new ArgumentError(`dawn: backend is "${String(backend)}", expected one of ${dawnBackends.join(', ')}`)
  }
  return [
    ...(backend === undefined ? [] : [`backend=${backend}`]),
    ...(toggles.length > 0 ? [`enable-dawn-features=${toggles.join(',')}`] : []),
  ]
}

const remedies: Partial<Record<NodeJS.Platform, string>> = {
  linux:
    'install a Vulkan driver (Debian and Ubuntu: mesa-vulkan-drivers, or the one of your GPU; in containers, hand the GPU over), or name one by VK_ICD_FILENAMES',
  win32: 'update the driver of the GPU; remote sessions often have none',
  darwin: 'Metal needs macOS 11 or later, and a session that may use the GPU',
}

const nothingFound = (): BackendError =>
  new BackendError(
    `dawn: found no GPU on this machine; ${remedies[process.platform] ?? 'install a driver for it'}; or use the wasm backend`,
  )

const listed = (adapters: readonly AdapterName[]): string => adapters.map(({ name }) => `"${name}"`).join(', ')

/** The full name of the adapter that was asked for. */
async function nameOf(create: CreateGpu, asked: string, flags: readonly string[]): Promise<string> {
  const adapters = await findAdapters(create, flags)
  if (adapters.length === 0) throw nothingFound()
  const found = adapters.find(({ name }) => name.toLowerCase().includes(asked.toLowerCase()))
  if (!found) throw new ArgumentError(`dawn: no adapter is called "${asked}"; there are ${listed(adapters)}`)
  return found.name
}

/**
 * The adapters that Dawn finds on this machine.
 *
 * @throws BackendError when the package `webgpu` is not installed
 * @example
 * ```ts
 * for (const { name, isSoftware } of await listAdapters()) console.log(name, isSoftware ? '(software)' : '')
 * ```
 */
export async function listAdapters(options: Pick<DawnOptions, 'backend' | 'toggles'> = {}): Promise<readonly AdapterName[]> {
  return findAdapters(await loadDawn(), flagsOf(options))
}

/**
 * The WebGPU backend on a device of Dawn. It needs the package `webgpu` beside this one.
 *
 * The process ends by itself as ever; `backend.dispose()` gives the device back before.
 *
 * @throws ArgumentError when no adapter has the name, or the way to the GPU is unknown; BackendError when there is no GPU, only one in
 *   software although `allowSoftware` is false, or the package is missing
 * @example
 * ```ts
 * import { dawn } from '@neurite/backend-dawn'
 * import { setBackend } from 'neurite'
 *
 * await setBackend(await dawn())
 * ```
 */
export async function dawn(options: DawnOptions = {}): Promise<Backend> {
  const { adapter: asked, powerPreference, allowSoftware = true } = options
  const create = await loadDawn()
  const flags = flagsOf(options)
  const chosen = asked === undefined ? [] : [`adapter=${await nameOf(create, asked, flags)}`]
  const gpu = create([...flags, ...chosen])
  const adapter = await gpu.requestAdapter(powerPreference === undefined ? {} : { powerPreference })
  if (!adapter) throw nothingFound()
  if (!allowSoftware && adapter.info.isFallbackAdapter) {
    throw new BackendError(
      `dawn: the only adapter here, "${adapter.info.description}", computes in software; allow it (allowSoftware), or use the wasm backend`,
    )
  }
  instances.add(gpu)
  const backend = await webgpu({ adapter, name: 'dawn' })
  const { dispose } = backend
  backend.dispose = async () => {
    await dispose.call(backend)
    instances.delete(gpu)
  }
  return backend
}
