import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../bootstrap/root.mjs';

const { allowed, manifests, plugins } = createRequire(import.meta.url)('./directions.cjs');

/** Every module that a source names, types included: those are gone from what the compiler writes. */
const importPattern = /^(?:import|export|\})[^'\n]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;

const byName = new Map(manifests.map((manifest) => [manifest.name, manifest]));

const packageOf = (specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');

function* importsOf(folder) {
  const source = join(root, 'packages', folder, 'src');
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts')) continue;
    const text = readFileSync(join(source, file), 'utf8');
    for (const [, ...found] of text.matchAll(importPattern)) {
      const specifier = found.find(Boolean);
      yield { file: `packages/${folder}/src/${file}`, specifier };
    }
  }
}

function problemOf({ folder, dependencies, peerDependencies, name }, specifier) {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
  const imported = packageOf(specifier);
  if (imported === name) return 'imports its own package by name';
  if (!(imported in { ...dependencies, ...peerDependencies }))
    return `imports '${imported}', which its package.json does not list`;
  const target = byName.get(imported);
  if (target === undefined) return undefined;
  if (allowed[folder] === undefined) return `is in a package that scripts/check/directions.cjs does not know`;
  if (allowed[folder].includes(target.folder)) return undefined;
  const why = plugins.includes(target.folder)
    ? 'a plugin package is named in YAML, never imported'
    : 'against the direction';
  return `imports '${imported}': ${why} (allowed: ${allowed[folder].join(', ') || 'none'})`;
}

/** Checks every import of every package against the directions and against its package.json. */
export function checkImports() {
  let failed = 0;
  for (const manifest of manifests) {
    for (const { file, specifier } of importsOf(manifest.folder)) {
      const problem = problemOf(manifest, specifier);
      if (problem === undefined) continue;
      failed++;
      console.error(`  ${file} ${problem}`);
    }
  }
  return failed === 0 ? 0 : 1;
}
