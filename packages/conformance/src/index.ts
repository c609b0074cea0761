/** Public surface of @neurite/conformance. */
export type { Subnormals } from './compare/subnormals.ts'
export { type Tolerance, type ToleranceOverrides, tolerances } from './compare/tolerance.ts'
export {
  type ConformanceOptions,
  type DescribeFunction,
  runBackendConformance,
  type TestFunction,
} from './run-backend-conformance.ts'
export type { RandomGraphOptions } from './random-graphs/random-graph-options.ts'
export { type FailedCase, type Score, scoreBackend, type ScoreOptions } from './score-backend.ts'
export { type CaseContext, type ConformanceCase, ConformanceError, type Refusal } from './suite/conformance-case.ts'
export type { LayoutChoice } from './layouts/layout.ts'
export { type CasesOptions, conformanceCases } from './suite/conformance-cases.ts'
export type { Exclusion } from './suite/exclusion.ts'
export type { SessionOptions } from './suite/session.ts'
