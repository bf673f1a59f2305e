// Memory of 10,000 compiled steps with fresh inputs each: npm run slow -- memory [--steps n] [--compile graph|xla]
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import v8 from 'node:v8';
import vm from 'node:vm';
import { composeExperiment, loadExperimentConfig, startRuntime } from '@saddle/cli';
import { planSteps, silentLogger, StepCaller } from '@saddle/core';
import * as tf from '@tensorflow/tfjs';
import { provenance, root } from './support.mjs';

const standardConfig = 'configs/ring-nonsaturating.yaml';
const standardSteps = 10_000;
/** Until then TensorFlow's pools and V8's heap fill. */
const settled = 2000;
const megabytes = (bytes) => bytes / 2 ** 20;

export default async function memory(args) {
  const { values } = parseArgs({
    args,
    options: {
      steps: { type: 'string', default: String(standardSteps) },
      compile: { type: 'string', default: 'xla' },
      config: { type: 'string', default: standardConfig },
      /** Measures in this process, with or without garbage collections at each measurement. */
      measure: { type: 'string' },
    },
  });
  const { config, compile } = values;
  const steps = Number(values.steps);
  if (values.measure) {
    console.log(JSON.stringify(await measure(config, steps, compile, values.measure === 'collect')));
    return;
  }
  const run = (kind, count) => {
    const rows = inProcessOfItsOwn(['--steps', String(count), '--compile', compile, '--config', config], kind);
    console.log(kind, rows.map(({ rss }) => rss.toFixed(1)).join(' '));
    return rows;
  };
  const collected = run('collect', steps);
  // Long enough to see V8 collect by itself.
  const asItIs = run('leave', 2 * steps);
  if (steps >= standardSteps) {
    writeFileSync(join(root, 'docs/results/memory.md'), page(config, compile, collected, asItIs));
  }
}

function inProcessOfItsOwn(args, kind) {
  const main = fileURLToPath(new URL('main.mjs', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [main, 'memory', ...args, '--measure', kind], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`The measurement ended with ${status}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

async function measure(config, steps, compile, collects) {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc');
  const loaded = await loadExperimentConfig(join(root, config), { overrides: [`runtime.compile=${compile}`] });
  const { runtime } = await startRuntime(loaded.config, silentLogger);
  const experiment = await composeExperiment(loaded.config, loaded.registry, silentLogger);
  const { procedure, state } = experiment;
  const source = await experiment.openBatches();
  const batch = loaded.config.data.batch;
  const fields = Object.fromEntries(
    Object.entries(source.info.fields).map(([name, { shape, dtype }]) => [name, { shape: [batch, ...shape], dtype }]),
  );
  const caller = new StepCaller(procedure, runtime, state, loaded.config.seed, fields);
  const rows = [];
  let step = 0;
  for (let iteration = 0; step < steps; iteration++) {
    const planned = planSteps(procedure, iteration, 1);
    const batches = [];
    for (let i = planned.at(-1).batch; i >= 0; i--) batches.push(await source.next());
    caller.call({ steps: planned, firstStep: step, batches, rates: planned.map(() => experiment.rates(iteration)) });
    const before = step;
    step += planned.length;
    // The loop gives timers their turn after every call, and so does this.
    await new Promise((done) => setImmediate(done));
    if (Math.floor(before / 1000) === Math.floor(step / 1000)) continue;
    if (collects) {
      collect();
      await new Promise((done) => setImmediate(done));
    }
    const { rss, heapUsed, external } = process.memoryUsage();
    rows.push({
      step,
      tensors: tf.memory().numTensors,
      rss: megabytes(rss),
      heap: megabytes(heapUsed),
      external: megabytes(external),
    });
  }
  await source.close();
  return rows;
}

/** Resident memory once all is warm, in MB. */
const resident = (rows) => rows.filter(({ step }) => step >= settled).map(({ rss }) => rss);

const change = (rows) => (resident(rows).at(-1) - resident(rows)[0]).toFixed(1);

const range = (rows) => [Math.min, Math.max].map((most) => most(...resident(rows)).toFixed(1)).join(' and ');

const table = (rows) => `| steps | tensors | resident | JavaScript heap | external |
|---|---|---|---|---|
${rows
  .map(
    ({ step, tensors, rss, heap, external }) =>
      `| ${step} | ${tensors} | ${rss.toFixed(1)} | ${heap.toFixed(1)} | ${external.toFixed(1)} |`,
  )
  .join('\n')}`;

const page = (config, compile, collected, asItIs) => `# Memory of compiled steps

${provenance()} Command: \`npm run slow -- memory\`.

\`${config}\`, compiled (${compile}), a fresh batch for every iteration; MB.

With a garbage collection before each measurement, so that only what is held counts, resident memory changed by ${change(collected)} MB from step ${settled} to the last:

${table(collected)}

Left to itself, V8 lets its own garbage (of TensorFlow.js's tensor handles and of batches) lie until it collects it in one go; resident memory stayed between ${range(asItIs)} MB:

${table(asItIs)}
`;
