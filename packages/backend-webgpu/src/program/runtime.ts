/** What all programs of a backend share. */
import type { Faults } from '../device/faults.ts'
import type { GpuMemory } from '../memory/gpu-memory.ts'
import type { Order } from './order.ts'

export interface Runtime {
  readonly memory: GpuMemory
  readonly order: Order
  readonly faults: Faults
}
