import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { protocolHash, RunDirectory, type ProtocolFacts, type RunInfo } from '@saddle/core';
import { encodePng, gridPicture } from '@saddle/report';

/** A folder that is gone after the suite. Call it in a `describe`. */
export function scratch(): (...parts: string[]) => string {
  const folder = mkdtempSync(join(tmpdir(), 'saddle-study-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return (...parts) => join(folder, ...parts);
}

export interface WrittenRun {
  readonly seed?: number;
  readonly name?: string;
  readonly loss?: string;
  readonly batch?: number;
  readonly status?: RunInfo['status'];
  readonly error?: RunInfo['error'];
  readonly steps?: number;
  readonly seconds?: number;
  /** Figures of the metric 'fid' at the end; none where undefined. */
  readonly fid?: number;
  readonly protocol?: ProtocolFacts;
  readonly log?: readonly string[];
}

export const fidProtocol: ProtocolFacts = { metric: 'fid', samples: 10_000, extractor: 'pixels', latents: 'interval' };

const record = (value: object) => `${JSON.stringify(value)}\n`;
const second = (n: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, n)).toISOString();

/** An evaluation as it stands in a run directory. */
export const evaluation = (fid: number, iteration: number, protocol = fidProtocol) =>
  record({
    kind: 'evaluation',
    iteration,
    metric: 'fid',
    values: { fid },
    labels: { fid: 'FID_10000' },
    lowerIsBetter: { fid: true },
    protocol,
    protocolHash: protocolHash(protocol),
    time: second(99),
  });

/** Writes a run directory as training leaves it, with invented numbers. */
export function writeRun(path: string, options: WrittenRun = {}): RunDirectory {
  const {
    seed = 0,
    loss = 'hinge',
    batch = 64,
    status = 'finished',
    steps = 100,
    seconds = 50,
    fid,
    log = [],
  } = options;
  const name = options.name ?? 'by-hand';
  const run = new RunDirectory(path);
  mkdirSync(run.samplesPath, { recursive: true });
  writeFileSync(
    run.configPath,
    JSON.stringify({
      name,
      seed,
      data: { use: 'ring', batch },
      loss: { use: loss },
      budget: { iterations: 100 },
      logging: { every: 10 },
      sampling: { every: 50, seed: 0 },
    }),
  );
  const training = Array.from({ length: steps / 10 }, (_, i) => {
    const iteration = 10 * (i + 1);
    const values = { 'generator/loss': 1 + iteration / 1000 + seed / 10, 'discriminator/loss': 0.5 };
    return record({ kind: 'training', iteration, images: iteration * batch, values, time: second(i) });
  });
  const measured =
    fid === undefined
      ? ''
      : evaluation(2 * fid, steps / 2, options.protocol) + evaluation(fid, steps, options.protocol);
  writeFileSync(run.metricsPath, training.join('') + measured);
  writeFileSync(run.logPath, log.map((line, i) => `${second(i)} ${line}\n`).join(''));
  for (const step of [0, 50, 100]) {
    const picture = gridPicture({ values: new Float32Array(16).fill(step / 100), count: 1, shape: [4, 4, 1] });
    writeFileSync(join(run.samplesPath, `${String(step).padStart(9, '0')}.png`), encodePng(picture));
  }
  run.info = {
    format: 1,
    name,
    baseDirectory: '.',
    configHash: `hash of ${loss} ${batch} ${seed}`,
    seed,
    dataDigest: 'digest of the ring',
    status,
    iteration: steps,
    iterations: 100,
    created: second(0),
    updated: second(60),
    seconds,
    environment: { saddle: '0.1.0', backend: 'cpu', compile: 'off', threads: 2 },
    networks: { generator: { parameters: 1000 }, discriminator: { parameters: 900 } },
    ...(options.error && { error: options.error }),
  };
  return run;
}
