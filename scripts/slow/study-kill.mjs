// A study of 12 runs, killed five times with all its processes at random, ends with the report of an undisturbed one.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { HostRandom } from '@saddle/core';
import { provenance, root, saddle } from './support.mjs';

const kills = 5;
/** Iterations of the runs that do not diverge. */
const total = 1800;
const folder = join(root, 'studies/slow-study-kill');
const file = join(folder, 'study.yaml');

/** 4 variants x 3 seeds; one variant diverges. Checkpoints are frequent, so that kills fall between and into them. */
const study = `question: Does a kill change a number?
base: ../../configs/tiny/ring.yaml
set:
  runtime: { compile: graph, threads: 1 }
  logging.every: 10
  sampling: { every: 50, animation: false, count: 16 }
  checkpoints: { every: 10, keep: 2 }
  metrics: [{ use: mixture, every: 50, samples: 200 }]
variants:
  - { name: non-saturating }
  - { name: minimax, set: { loss: { use: minimax } } }
  - { name: hinge, set: { loss: { use: hinge } } }
  - { name: wild, set: { optimizers.generator.learningRate: 1e+30 } }
seeds: 3
budget: { iterations: 200 }
metric: { use: mixture, value: reverseKl, direction: lower }
baseline: non-saturating
jobs: 2
`;

export default async function studyKill() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, study);
  saddle('study', 'run', file, '--out', join(folder, 'undisturbed'));
  const random = new HostRandom(0, '/slow/study-kill');
  const out = join(folder, 'killed');
  const moments = [];
  for (let kill = 0; kill < kills; kill++) {
    const child = spawn(
      process.execPath,
      [join(root, 'packages/cli/bin/saddle.js'), 'study', 'run', file, '--out', out],
      {
        cwd: root,
        stdio: ['ignore', 'ignore', 'inherit'],
      },
    );
    const ended = new Promise((done) => child.on('close', done));
    // Spread over the whole study, so that runs of every variant are hit, at their start, in their midst and at their end.
    const target = iterationsIn(out) + (total / kills) * random.uniform();
    while (iterationsIn(out) <= target && child.exitCode === null) await wait(20);
    await wait(500 * random.uniform());
    killAll(child.pid);
    await ended;
    moments.push(iterationsIn(out));
  }
  saddle('study', 'run', file, '--out', out);
  const same = isDeepStrictEqual(timeless(out), timeless(join(folder, 'undisturbed')));
  const { runs } = JSON.parse(readFileSync(join(out, 'study.json'), 'utf8'));
  const started = runs.reduce((sum, { attempts }) => sum + attempts, 0);
  const statuses = runs.map(({ status }) => status);
  const count = (status) => statuses.filter((one) => one === status).length;
  const page = `# A study that is killed

\`npm run slow -- study-kill\` runs a study of ${runs.length} tiny runs twice: undisturbed, and killed ${kills} times at random moments (SIGKILL to the study's process and to those of its runs) and begun again each time. report.json must be the same, times aside.

Killed when ${moments.map((moment) => moment.toLocaleString('en')).join(', ')} of ${runs.reduce((sum, { iterations }) => sum + iterations, 0).toLocaleString('en')} iterations were recorded; ${started} processes were started for the ${runs.length} runs, of which ${count('done')} finished and ${count('diverged')} diverged, as they did undisturbed.

${same ? 'report.json is the same.' : 'report.json DIFFERS.'} ${provenance()}
`;
  writeFileSync(join(root, 'docs/results/study-kill.md'), page);
  console.log(page);
  if (!same) process.exitCode = 1;
}

/** report.json without what are times. */
function timeless(where) {
  const { created: _created, runs, audit, ...rest } = JSON.parse(readFileSync(join(where, 'report.json'), 'utf8'));
  return {
    ...rest,
    runs: runs.map(({ seconds: _seconds, ...run }) => run),
    checks: audit.checks.filter(({ quantity }) => !quantity.startsWith('Time')),
    differences: audit.differences,
  };
}

/** Iterations on record over all runs of a study. */
function iterationsIn(where) {
  const runs = join(where, 'runs');
  if (!existsSync(runs)) return 0;
  return readdirSync(runs).reduce((sum, id) => {
    const path = join(runs, id, 'metrics.jsonl');
    if (!existsSync(path)) return sum;
    const line = readFileSync(path, 'utf8').split('\n').at(-2);
    return sum + (line ? JSON.parse(line).iteration : 0);
  }, 0);
}

function killAll(pid) {
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => parentOf(name) === pid)
    .map(Number);
  for (const one of [pid, ...children]) {
    try {
      process.kill(one, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
