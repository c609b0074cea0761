/** Public surface of neurite/saving: reads whole models; an entry of its own, because the classes of all layers come with it. */
import './default-backends.ts'

export * from '@neurite/nn/saving'
