/** Rules on who imports whom: the layers of the design, and no cycles between files that meet at run time. */
import { allowedImports, unlistedBackend } from './allowed-imports.mjs'

/** Tests, and what only tests use. */
const testFile = '(\\.test\\.ts$|/src/testing/)'

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
const layers = Object.entries(allowedImports).map(([name, allowed]) => ({
  name: `layers-of-${name}`,
  comment: `${name} may import ${allowed.join(', ') || 'none of our packages'}`,
  severity: 'error',
  from: { path: `^packages/${name}/src/`, pathNot: testFile },
  to: { path: '^packages/|^apps/', pathNot: `^packages/(${[name, ...allowed].join('|')})/src/` },
}))

const listed = `^packages/(${Object.keys(allowedImports).join('|')})/`

/** @type {import('dependency-cruiser').IForbiddenRuleType} */
const layersOfUnlistedBackends = {
  name: 'layers-of-unlisted-backends',
  comment: `a backend without a row in allowed-imports.mjs may import ${unlistedBackend.join(', ')}`,
  severity: 'error',
  from: { path: '^packages/(backend-[^/]+)/src/', pathNot: [testFile, listed] },
  // $1 is the package itself.
  to: { path: '^packages/|^apps/', pathNot: `^packages/($1|${unlistedBackend.join('|')})/src/` },
}

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
export const forbidden = [
  ...layers,
  layersOfUnlistedBackends,
  {
    name: 'known-package',
    comment: 'every package but a backend has a row in allowed-imports.mjs',
    severity: 'error',
    from: { path: '^packages/', pathNot: [listed, '^packages/backend-[^/]+/'] },
    to: {},
  },
  {
    name: 'core-stands-alone',
    comment: 'core has no run-time dependency',
    severity: 'error',
    from: { path: '^packages/core/src/', pathNot: testFile },
    to: { dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'core'] },
  },
  {
    name: 'no-cycle',
    comment: 'files that import each other at run time; imports of types alone do not count',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'resolvable',
    comment: 'an import that leads nowhere would hide from the other rules',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
]

/** @type {import('dependency-cruiser').ICruiseOptions} */
export const options = {
  doNotFollow: { path: 'node_modules' },
  exclude: { path: '(^|/)(dist|fixtures)/' },
  tsPreCompilationDeps: true,
  enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['source', 'import', 'types', 'default'] },
}

export default { forbidden, options }
