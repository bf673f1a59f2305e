import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ExpectedError, capture, inherit, isWindows } from './process.mjs';
import { root } from './root.mjs';

const readPackages = (path) => JSON.parse(readFileSync(join(root, path), 'utf8')).packages;

/** True when every package of the lock file is installed in its version. npm writes its own record at the very end. */
function isInstalled() {
  let present;
  try {
    present = readPackages('node_modules/.package-lock.json');
  } catch {
    return false;
  }
  const wanted = Object.entries(readPackages('package-lock.json')).filter(([path]) => path.startsWith('node_modules/'));
  return wanted.every(([path, { version, integrity, link, optional }]) => {
    // Optional packages are mostly other platforms' builds.
    if (optional && !present[path]) return true;
    const found = present[path];
    return (
      found && found.version === version && (link || found.integrity === integrity) && existsSync(join(root, path))
    );
  });
}

async function requireNpm() {
  const version = await capture('npm', ['--version']);
  if (version !== undefined && Number.parseInt(version, 10) >= 10) return;
  throw new ExpectedError(
    `npm 10 or newer is needed, ${version === undefined ? 'none was found' : `${version} was found`}.\n` +
      `  ${version === undefined ? 'It comes with Node.js: https://nodejs.org' : 'Run: npm install -g npm@10'}`,
  );
}

/** `npm ci`, only when node_modules is missing, half made or not what package-lock.json says. */
export async function installIfNeeded() {
  if (isInstalled()) return;
  await requireNpm();
  console.log('Installing packages (npm ci)');
  const status = await inherit('npm', ['ci', '--no-fund', '--no-audit'], { shell: isWindows });
  if (status !== 0) {
    throw new ExpectedError(
      'npm could not install the packages (see above).\n  Check the network or `npm config get registry`, then run the command again.',
    );
  }
}
