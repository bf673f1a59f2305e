// Every config, 50 steps, compiled against eager: npm run slow -- compiled-equals-eager [--steps n] [config…]
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadExperimentConfig } from '@saddle/cli';
import { provenance, root } from './support.mjs';

const recordPath = join(root, 'docs/results/compiled-equals-eager.json');
const modes = ['graph', 'xla'];
const tolerance = 1e-4;
/** Pictures: fewer at once, so that eager steps of all configs take minutes and not hours. */
const pictureBatch = 16;
/** Data that is not there without a download, and the generated pictures in its place. */
const standIns = {
  mnist: { channels: 1, batch: pictureBatch },
  cifar10: { channels: 3, batch: pictureBatch },
  'two-folders': { channels: 3, batch: 1, degrade: { kind: 'blur' } },
};

export default async function compiledEqualsEager(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { steps: { type: 'string' }, one: { type: 'boolean' } },
  });
  const steps = Number(values.steps ?? 50);
  if (values.one) return one(positionals[0], steps);
  const record = existsSync(recordPath) ? JSON.parse(readFileSync(recordPath, 'utf8')) : {};
  const rows = [];
  for (const config of positionals.length > 0 ? positionals : allConfigs()) {
    const row = { ...inProcessOfItsOwn(config, steps), measured: provenance() };
    rows.push(row);
    console.log(JSON.stringify(row));
    if (steps < 50) continue;
    // Written after each, since all of them take half an hour.
    record[config] = row;
    writeFileSync(recordPath, JSON.stringify(record, null, 2));
    writeFileSync(
      recordPath.replace('.json', '.md'),
      page(
        allConfigs().flatMap((name) => record[name] ?? []),
        steps,
      ),
    );
  }
  if (rows.some((row) => row.worst && !agrees(row.stepByStep ?? row))) {
    throw new Error(`Some losses differ by more than ${tolerance}.`);
  }
}

const agrees = ({ worst }) => modes.every((mode) => worst[mode].losses.difference <= tolerance);

const allConfigs = () =>
  ['configs', 'configs/tiny'].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => join(folder, name)),
  );

/** Compiled programs live as long as their process. */
function inProcessOfItsOwn(config, steps) {
  const main = fileURLToPath(new URL('main.mjs', import.meta.url));
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [main, 'compiled-equals-eager', '--one', '--steps', String(steps), config],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status === 0) return { config, ...JSON.parse(stdout.trim().split('\n').at(-1)) };
  const reason = stderr.split('\n').find((line) => /^(error|\w*Error)\b/.test(line)) ?? `it ended with ${status}`;
  return { config, reason };
}

async function one(config, steps) {
  const { compareWithEager } = await import('../../test/dist/support/compiled-steps/teacher-forced.js');
  const path = join(root, config);
  const { data } = (await loadExperimentConfig(path)).config;
  const overrides = [];
  if (data.use in standIns) {
    const { degrade } = data;
    const pictures = { use: 'shapes', size: 32, ...standIns[data.use] };
    overrides.push(`data=${JSON.stringify({ ...pictures, ...(degrade && { degrade }) })}`);
  } else if (data.use === 'shapes' && data.batch > pictureBatch) overrides.push(`data.batch=${pictureBatch}`);
  const agreement = await compareWithEager(path, steps, modes, overrides);
  const further = !agrees(agreement) && {
    stepByStep: await compareWithEager(path, steps, modes, overrides, 'step'),
  };
  console.log(JSON.stringify({ overrides, ...agreement, ...further }));
}

function page(rows, steps) {
  const cell = ({ difference, where }) => `${difference.toExponential(1)} (${where || 'none'})`;
  const cells = (name, changed, { steps, worst }) =>
    `| ${[name, changed, steps, ...modes.flatMap((mode) => [cell(worst[mode].losses), cell(worst[mode].others)])].join(' | ')} |`;
  const lines = rows.flatMap((row) => {
    const name = basename(row.config, '.yaml');
    if (row.reason) return [`| ${name} | not run: ${row.reason.replaceAll('|', '/')} | | | | | |`];
    const changed = row.overrides.map((text) => `\`${text}\``).join(' ') || 'as it is';
    const further = row.stepByStep ? [cells(`${name}, step by step`, changed, row.stepByStep)] : [];
    return [cells(name, changed, row), ...further];
  });
  return `# Compiled steps against eager ones

\`npm run slow -- compiled-equals-eager [config…]\` updates the record beside this page and makes the page from it.

Each config in \`configs/\`: at least ${steps} steps run eagerly, and each of its iterations again in \`graph\` and \`xla\` from the state that the eager one started from. The table has the largest difference of the losses and of the rest that a step reports (mean scores, penalties, norms of gradients), relative to the value or 0.01, whichever is larger, and where it was. The limit for losses is ${tolerance}. A step of several updates reports what is computed after the first of them, and Adam divides small gradients by their own size: rounding in a gradient near zero is a difference of the size of the learning rate in the weights. (Biases before a normalization are the extreme: their gradient is nothing but rounding.) So where an iteration of several updates exceeds the limit, another row compares each of its steps from the eager one's state.

| config | changed | steps | graph: losses | graph: the rest | xla: losses | xla: the rest |
|---|---|---|---|---|---|---|
${lines.join('\n')}

${[...new Set(rows.map(({ measured }) => measured))].join(' ')}
`;
}
