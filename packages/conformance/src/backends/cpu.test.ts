/** The reference runs the suite: it agrees with itself, and keeps the contract. */
import { cpu } from '@neurite/backend-cpu'
import { describe, test } from 'vitest'
import { runBackendConformance } from '../index.ts'

runBackendConformance({ name: 'cpu', create: cpu, describe, test })
