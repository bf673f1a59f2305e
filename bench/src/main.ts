import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseOptions, usage, UsageError } from './options.js';
import { profileWorkload } from './profile/profile.js';
import type { BenchmarkRecord } from './record.js';
import { page } from './report/page.js';
import { runBenchmark } from './run.js';
import { workloads } from './workloads.js';

const say = (line: string) => void process.stderr.write(`${line}\n`);

const write = (path: string, text: string) => {
  mkdirSync(dirname(resolve(path)), { recursive: true });
  writeFileSync(path, text);
};

const pagePath = (record: string) => record.replace(/\.json$/, '') + '.md';

async function main(words: readonly string[]): Promise<number> {
  const options = parseOptions(words);
  if (options.help) {
    say(usage);
    return 0;
  }
  if (options.page !== undefined) {
    const record = JSON.parse(readFileSync(options.page, 'utf8')) as BenchmarkRecord;
    write(pagePath(options.page), page(record));
    return 0;
  }
  const profiled = workloads.find(({ name }) => name === options.profile);
  if (profiled) {
    process.stdout.write(await profileWorkload(profiled, say));
    return 0;
  }
  const record = await runBenchmark(options, say);
  if (options.out !== undefined) {
    write(options.out, `${JSON.stringify(record)}\n`);
    write(pagePath(options.out), page(record));
  }
  process.stdout.write(options.json ? `${JSON.stringify(record)}\n` : page(record));
  return 0;
}

// The workers end with their stdin; what is left is to go out in order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  say(error instanceof UsageError ? error.message : ((error as Error).stack ?? String(error)));
  process.exitCode = error instanceof UsageError ? 42 : 1;
}
