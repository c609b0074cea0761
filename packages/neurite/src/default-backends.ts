/** Registers the backends that come with `neurite`: the one side effect of importing it. */
import { cpu } from '@neurite/backend-cpu'
import { wasm } from '@neurite/backend-wasm'
import { registerBackend } from '@neurite/core'
import { autoBackend } from './auto-backend.ts'

// The first that works is the default; the reference runs anywhere, so it comes last.
registerBackend('wasm', () => wasm())
registerBackend('cpu', () => cpu())
registerBackend('auto', () => autoBackend())
