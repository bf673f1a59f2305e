// Loaded by mocha before all tests: chooses the backend once, as `saddle run` does, so that no test's numbers depend on
// which test came first.
import { loadBackend } from '../../packages/runtime/dist/backend/index.js';

const { backend, tensorflowVersion, threads, warning } = await loadBackend();
console.log(`Backend: ${backend}${tensorflowVersion ? ` ${tensorflowVersion}, ${threads} threads` : ''}`);
if (warning) console.log(warning);
