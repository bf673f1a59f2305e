const { allowed } = require('./scripts/check/directions.cjs');

const folder = (names) => `^packages/(${names.join('|')})/`;

/** Looks at what was built, as its parser does not know TypeScript 7; scripts/check/imports.mjs looks at the sources. */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(allowed).map(([name, targets]) => ({
      name: `direction-of-${name}`,
      severity: 'error',
      from: { path: folder([name]) },
      to: { path: '^packages/', pathNot: folder([name, ...targets]) },
    })),
  ],
  options: {
    includeOnly: '^packages/[^/]+/dist/.*\\.js$',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'default'] },
  },
};
