/** Public surface of @neurite/core. */
export * from './everyday.ts'
export * from './catalogue.ts'
