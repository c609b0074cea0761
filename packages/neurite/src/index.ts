/** Public surface of neurite: all of core and nn, with the embedded backends registered. */
import './default-backends.ts'

export * from '@neurite/core'
export * from '@neurite/nn'
