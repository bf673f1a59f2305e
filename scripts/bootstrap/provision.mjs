import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './root.mjs';

/** Native TensorFlow; when it cannot be had, says so and lets the command go on with the slower backend. */
export async function provision() {
  const { setup } = await import(
    pathToFileURL(join(root, 'packages', 'runtime', 'dist', 'provision', 'index.js')).href
  );
  const { way, origin, seconds } = await setup({ report: (line) => console.log(line) });
  if (way !== 'ready' && way !== 'fallback')
    console.log(`Native TensorFlow is ready (${origin}, ${seconds.toFixed(0)} s)`);
}
