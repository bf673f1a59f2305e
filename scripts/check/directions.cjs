const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

const packages = join(__dirname, '..', '..', 'packages');

const manifests = readdirSync(packages, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => ({ folder: name, ...JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')) }));

/** A plugin package says so by the key "saddle" in its package.json. */
const plugins = manifests.filter((manifest) => 'saddle' in manifest).map(({ folder }) => folder);

/** What each package of the framework may import; plugin packages are in no list, so nothing imports them. */
const allowed = {
  core: [],
  nn: ['core'],
  runtime: ['core'],
  config: ['core'],
  images: ['core'],
  report: ['core'],
  testkit: ['core', 'nn', 'runtime'],
  study: ['core', 'config', 'runtime', 'report'],
  cli: ['core', 'nn', 'images', 'config', 'runtime', 'report', 'study', 'testkit'],
  ...Object.fromEntries(plugins.map((folder) => [folder, ['core', 'nn', 'images']])),
};

module.exports = { allowed, manifests, plugins };
