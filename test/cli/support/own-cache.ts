import { loadBackend } from '@saddle/runtime';

/** Keeps what the tests of a suite cache in a folder of their own. Call it in a `describe`. */
export function ownCache(folder: string): void {
  const earlier = process.env['XDG_CACHE_HOME'];
  before(async () => {
    // TensorFlow lies in the user's cache, too: it is found before that moves.
    await loadBackend();
    process.env['XDG_CACHE_HOME'] = folder;
  });
  after(() => {
    if (earlier === undefined) delete process.env['XDG_CACHE_HOME'];
    else process.env['XDG_CACHE_HOME'] = earlier;
  });
}
