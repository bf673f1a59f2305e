// Slow truths: npm run slow -- <name>. Each writes what it measured to docs/results.
import { readdirSync } from 'node:fs';

const here = new URL('.', import.meta.url);
const checks = readdirSync(here)
  .filter((name) => name.endsWith('.mjs') && name !== 'main.mjs' && name !== 'support.mjs')
  .map((name) => name.slice(0, -'.mjs'.length));
const [name, ...args] = process.argv.slice(2);
if (!checks.includes(name)) {
  console.error(`usage: npm run slow -- <check> [options]\nChecks: ${checks.join(', ')}`);
  process.exit(42);
}
const { default: check } = await import(new URL(`${name}.mjs`, here));
await check(args);
