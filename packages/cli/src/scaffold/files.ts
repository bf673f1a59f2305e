import { readFileSync } from 'node:fs';
import { exampleConfig, usageOf } from './example.js';
import { fill, suiteName, variableName, type ScaffoldKind } from './templates.js';

/** Contents by path from the folder that is made. */
export type Files = Readonly<Record<string, string>>;

/** Tools of a plugin package; the versions Saddle itself is built and tested with. */
export const toolVersions = { '@types/node': '20.19.43', mocha: '12.0.3', typescript: '7.0.2' } as const;

interface Manifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

const own = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Manifest;
const saddle = `^${own.version}`;

const json = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;

const packageJson = (kind: ScaffoldKind, name: string) =>
  json({
    name,
    version: '0.1.0',
    description: `A ${kind} for Saddle`,
    type: 'module',
    keywords: ['saddle-plugin'],
    saddle: { plugins: './dist/index.js' },
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './package.json': './package.json' },
    files: ['dist', 'src'],
    scripts: {
      build: 'tsc',
      test: 'tsc && mocha',
      check: 'tsc && saddle check .',
      prepack: 'tsc',
    },
    dependencies: { ...(kind === 'architecture' && { '@saddle/nn': saddle }), zod: own.dependencies['zod'] },
    peerDependencies: { '@saddle/core': saddle, '@tensorflow/tfjs': own.dependencies['@tensorflow/tfjs'] },
    devDependencies: { '@saddle/cli': saddle, '@saddle/testkit': saddle, ...toolVersions },
  });

const tsconfig = json({
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023'],
    module: 'nodenext',
    types: ['node'],
    strict: true,
    noUncheckedIndexedAccess: true,
    verbatimModuleSyntax: true,
    declaration: true,
    sourceMap: true,
    skipLibCheck: true,
    rootDir: 'src',
    outDir: 'dist',
  },
  include: ['src'],
});

const conformanceTest = (kind: ScaffoldKind, name: string) =>
  [
    `import { ${suiteName(kind)} } from '@saddle/testkit';`,
    `import { ${variableName(name)} } from '../dist/index.js';`,
    '',
    `${suiteName(kind)}(${variableName(name)});`,
    '',
  ].join('\n');

/** A plugin package that compiles and passes its conformance test as it is. */
export const packageFiles = (kind: ScaffoldKind, name: string): Files => ({
  'package.json': packageJson(kind, name),
  'tsconfig.json': tsconfig,
  'README.md': fill('README.md', { kind, name, usage: usageOf(kind, name) }),
  '.gitignore': 'node_modules\ndist\nruns\n',
  'example.yaml': exampleConfig(kind, name, './dist/index.js', 'example.yaml'),
  'src/index.ts': `export { default as ${variableName(name)} } from './${name}.js';\n`,
  [`src/${name}.ts`]: fill(`${kind}.ts`, { name }),
  '.mocharc.json': json({ spec: 'test/*.test.js', timeout: 60_000, exit: true }),
  'test/conformance.test.js': conformanceTest(kind, name),
});

/** One TypeScript file and a config that uses it. */
export const singleFiles = (kind: ScaffoldKind, name: string): Files => ({
  [`${name}.ts`]: fill(`${kind}.ts`, { name }),
  [`${name}.yaml`]: exampleConfig(kind, name, `./${name}.ts`, `${name}.yaml`),
});
