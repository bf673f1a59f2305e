import { mkdtempSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadExperimentConfig, trainRun } from '@saddle/cli';
import { RunDirectory } from '@saddle/core';
import { answer, answerError } from '../process/answer.js';
import { configPath } from '../workloads.js';

/*
 * A whole `saddle run`, held back and let go in blocks of iterations: it waits in its progress display, where nothing
 * else of it can run. Each block takes in what the loop does after each of its iterations: records, pictures,
 * checkpoints, reading data.
 */
const [config, compile, threads, offset, blockIterations, blocks] = process.argv.slice(2) as [
  string,
  string,
  ...string[],
];
const first = Number(offset);
const length = Number(blockIterations);
const iterations = first + length * Number(blocks);

/** Waits for a line of stdin. */
function waitForWord(): void {
  const letter = Buffer.alloc(1);
  while (readSync(0, letter) === 1) if (letter.toString() === '\n') return;
  process.exit(0);
}

const folder = mkdtempSync(join(tmpdir(), 'saddle-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

try {
  const overrides = [`runtime.compile=${compile}`, `runtime.threads=${threads}`, `budget.iterations=${iterations}`];
  const { config: resolved, registry } = await loadExperimentConfig(fileURLToPath(configPath(config)), { overrides });
  let start = 0;
  await trainRun({
    config: resolved,
    registry,
    run: new RunDirectory(join(folder, 'run')),
    resume: false,
    signal: new AbortController().signal,
    output: {
      line: () => undefined,
      result: () => undefined,
      progress({ done }) {
        if (done < first || (done - first) % length !== 0) return;
        answer({ seconds: (performance.now() - start) / 1000 });
        waitForWord();
        start = performance.now();
      },
    },
  });
} catch (error) {
  answerError(error);
}
process.exit(0);
