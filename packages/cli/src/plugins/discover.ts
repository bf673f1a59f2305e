import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface PackageJson {
  readonly name?: string;
  readonly dependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
  readonly saddle?: { readonly plugins?: string };
}

/** A package that says in its package.json that it has plugins: `"saddle": { "plugins": "./dist/index.js" }`. */
export interface PluginPackage {
  readonly name: string;
  /** Path of the module that exports them. */
  readonly module: string;
}

const readJson = (path: string): PackageJson => JSON.parse(readFileSync(path, 'utf8')) as PackageJson;

/** The plugin module of a package as seen from `from`; undefined where the package or the declaration is missing. */
export function pluginModule(name: string, from: string): string | undefined {
  const path = findPackage(name, from);
  const plugins = path && readJson(path).saddle?.plugins;
  return path && plugins && join(dirname(path), plugins);
}

/** The package.json of `name` as seen from `from`, even where its exports hide it. */
function findPackage(name: string, from: string): string | undefined {
  for (const folder of createRequire(from).resolve.paths(name) ?? []) {
    const path = join(folder, name, 'package.json');
    if (existsSync(path)) return path;
  }
  return undefined;
}

function nearestPackageJson(folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    const path = join(current, 'package.json');
    if (existsSync(path)) return path;
    if (current === dirname(current)) return undefined;
  }
}

function pluginPackagesOf(packageJson: string): PluginPackage[] {
  const { dependencies, devDependencies } = readJson(packageJson);
  return Object.keys({ ...dependencies, ...devDependencies }).flatMap((name) => {
    const module = pluginModule(name, packageJson);
    return module === undefined ? [] : [{ name, module }];
  });
}

const ownPackageJson = () => fileURLToPath(new URL('../../package.json', import.meta.url));

/** The plugin packages that come with the command. */
export const ownPluginPackages = (): PluginPackage[] => pluginPackagesOf(ownPackageJson());

/**
 * The plugin packages that are there without being named in a config: dependencies of the command itself, and of the
 * package that `folder` belongs to.
 */
export function discoverPluginPackages(folder: string): PluginPackage[] {
  const own = ownPackageJson();
  const project = nearestPackageJson(folder);
  const packages = [own, ...(project === undefined || project === own ? [] : [project])].flatMap(pluginPackagesOf);
  return [...new Map(packages.map((found) => [found.name, found])).values()];
}
