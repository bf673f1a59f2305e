// Every config's expected figure and picture: npm run slow -- configs [--only a,b] [--mnist FOLDER] [--cifar10 FOLDER]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readMetrics } from '@saddle/core';
import { format } from 'prettier';
import { figureOf } from './configs/figures.mjs';
import { introductionOf, pageOf } from './configs/page.mjs';
import { planOf } from './configs/plans.mjs';
import { trained } from './configs/train.mjs';
import { root } from './support.mjs';

const places = { record: 'docs/results/configs.json', page: 'docs/results/configs.md', pictures: 'figures/configs' };

/** `--iterations` tries a config with another number of them, and records nothing. */
const options = {
  only: { type: 'string' },
  mnist: { type: 'string' },
  cifar10: { type: 'string' },
  iterations: { type: 'string' },
};

export default async function configs(args) {
  const { values } = parseArgs({ args, options });
  const trial = values.iterations !== undefined;
  const pictures = join(root, trial ? 'runs/slow/trial' : 'docs', places.pictures);
  mkdirSync(pictures, { recursive: true });
  for (const name of values.only?.split(',') ?? allConfigs()) {
    const entry = await recorded(name, values, join(pictures, `${name}.png`));
    console.log(JSON.stringify({ name, ...entry }));
    if (!trial) await write({ ...read(), [name]: entry });
  }
}

const allConfigs = () =>
  readdirSync(join(root, 'configs'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length));

async function recorded(name, values, picture) {
  const file = `configs/${name}.yaml`;
  const plan = await planOf(name, values);
  const folder = values.iterations === undefined ? 'configs' : 'trial';
  const run = await trained(file, join(folder, name), [...plan.changed, ...plan.files]);
  const figure = await figureOf(run, plan, picture);
  const { iteration, configHash, created, environment } = JSON.parse(readFileSync(run.infoPath, 'utf8'));
  return {
    file,
    paper: introductionOf(file).paper,
    changed: plan.changed,
    iterations: iteration,
    seconds: steadySeconds(run),
    figure,
    picture: `${places.pictures}/${name}.png`,
    configHash,
    date: created.slice(0, 10),
    commit: commitAt(created),
    versions: `Saddle ${environment.saddle}, TensorFlow ${environment.tensorflowVersion}, TensorFlow.js ${environment.tfjsVersion}, Node ${environment.nodeVersion}`,
    machine: `${environment.cpu.processors} x ${environment.cpu.model}`,
  };
}

/** Iterations at their median pace: what a run takes that is not held up by others or by pauses. */
function steadySeconds({ metricsPath, info }) {
  const reports = readMetrics(metricsPath).filter(({ kind }) => kind === 'training');
  const paces = reports.slice(1).map((report, i) => {
    const { iteration, time } = reports[i];
    return (Date.parse(report.time) - Date.parse(time)) / 1000 / (report.iteration - iteration);
  });
  return info.iteration * paces.sort((a, b) => a - b)[Math.floor(paces.length / 2)];
}

/** The newest commit when a run began. */
const commitAt = (time) =>
  execFileSync('git', ['log', '-1', '--format=%h', `--before=${time}`], { cwd: root, encoding: 'utf8' }).trim();

function read() {
  const path = join(root, places.record);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

async function write(record) {
  const sorted = Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
  const texts = { record: JSON.stringify(sorted), page: pageOf(sorted) };
  for (const [place, text] of Object.entries(texts)) {
    const path = join(root, places[place]);
    writeFileSync(path, await format(text, { filepath: path, printWidth: 120, singleQuote: true }));
  }
}
