import { existsSync } from 'node:fs';
import { copyFile, lstat, mkdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from './digest.js';
import { checkEntry, type Manifest } from './manifest.js';
import { bindingFile, librariesFolder, tfjsNodePackage } from './tfjs-node-package.js';

/** What stands in tfjs-node's folder about the binding that was put there. */
interface Link {
  /** The cache entry, or null when the package's own installer made it. */
  readonly entry: string | null;
  readonly tensorflowVersion: string;
  readonly bindingSha256: string;
}

const noteFile = join('deps', 'saddle.json');

async function saveNote(directory: string, link: Link): Promise<void> {
  const temporary = join(directory, `${noteFile}.${process.pid}`);
  await writeFile(temporary, JSON.stringify(link));
  await rename(temporary, join(directory, noteFile));
}

/** Puts an entry's binding (100 kB, copied) and libraries (one symbolic link) where tfjs-node looks for them. */
export async function linkEntry(
  entry: string,
  { tensorflowVersion }: Manifest,
  directory: string = tfjsNodePackage().directory,
): Promise<void> {
  const libraries = join(directory, librariesFolder);
  const binding = join(directory, bindingFile);
  await mkdir(dirname(libraries), { recursive: true });
  await mkdir(dirname(binding), { recursive: true });
  await rm(join(directory, noteFile), { force: true });
  // A folder, not a link, was left by the package's own installer; a rename cannot replace it.
  if (
    await lstat(libraries).then(
      (found) => !found.isSymbolicLink(),
      () => false,
    )
  )
    await rm(libraries, { recursive: true });
  await symlink(join(entry, librariesFolder), `${libraries}.${process.pid}`, 'junction');
  await rename(`${libraries}.${process.pid}`, libraries);
  // Renamed over the old file, never written into it: a running process may have it mapped.
  await copyFile(join(entry, bindingFile), `${binding}.${process.pid}`);
  await rename(`${binding}.${process.pid}`, binding);
  await saveNote(directory, { entry, tensorflowVersion, bindingSha256: await sha256(binding) });
}

/** Notes that the package's own installer made the binding. */
export async function noteOfficial(tensorflowVersion: string, directory = tfjsNodePackage().directory): Promise<void> {
  const bindingSha256 = await sha256(join(directory, bindingFile));
  await saveNote(directory, { entry: null, tensorflowVersion, bindingSha256 });
}

/** Removes the binding and the link, so that what failed half-way is not loaded by anyone. */
export async function unlink(directory: string = tfjsNodePackage().directory): Promise<void> {
  await rm(join(directory, 'deps'), { recursive: true, force: true });
  await rm(join(directory, 'lib'), { recursive: true, force: true });
}

/** What is linked; `problem` says why it cannot be used as it is. */
export type LinkState =
  | { readonly ready: true; readonly entry: string | null; readonly tensorflowVersion: string; readonly origin: string }
  | { readonly ready: false; readonly problem: string };

/** Checks, in milliseconds and without loading it, that the binding and its libraries are in place and unaltered. */
export async function checkLink(thorough = false, directory: string = tfjsNodePackage().directory): Promise<LinkState> {
  const binding = join(directory, bindingFile);
  let link: Link;
  try {
    link = JSON.parse(await readFile(join(directory, noteFile), 'utf8')) as Link;
  } catch {
    const problem = existsSync(binding)
      ? 'a binding is there, but not one that Saddle set up'
      : 'it was not set up yet';
    return { ready: false, problem };
  }
  const { entry, tensorflowVersion, bindingSha256 } = link;
  const digest = await sha256(binding).catch(() => undefined);
  if (digest !== bindingSha256) {
    return { ready: false, problem: digest === undefined ? 'the binding is missing' : 'the binding was altered' };
  }
  if (entry === null) return { ready: true, entry, tensorflowVersion, origin: "tfjs-node's own download" };
  const target = await readlink(join(directory, librariesFolder)).catch(() => undefined);
  if (target?.replace(/[/\\]$/, '') !== join(entry, librariesFolder)) {
    return { ready: false, problem: 'the link to the libraries is missing' };
  }
  const state = await checkEntry(entry, thorough);
  if (state.state === 'missing') return { ready: false, problem: `the cache entry '${entry}' is gone` };
  if (state.state === 'damaged') return { ready: false, problem: `the cache entry is damaged: ${state.problem}` };
  return { ready: true, entry, tensorflowVersion, origin: state.manifest.origin };
}
