// What a translation makes of pictures that it never saw: how far from the right answers, and how it looks.
import * as tf from '@tensorflow/tfjs';
import { composeExperiment, startRuntime } from '@saddle/cli';
import { HostRandom, restoreSnapshot, silentLogger, StepRandom } from '@saddle/core';
import { gridPicture, writePicture } from '@saddle/report';
import { loadRun } from './train.mjs';

const examples = 1024;
const chunk = 64;

/** In the picture: groups of source, result and right answer, with a gap between them. */
const groups = { rows: 5, columns: 3 };
const gap = 0.74;

/**
 * @param run a finished run
 * @param unseen settings of its data, so that they are others
 * @returns mean distance of results and of the sources themselves to the right answers, in steps of 255
 */
export async function measureTranslation(run, unseen, picture) {
  const { config, registry } = await loadRun(run, unseen);
  const { runtime } = await startRuntime(config, silentLogger);
  const experiment = await composeExperiment(config, registry, silentLogger);
  const { procedure, state } = experiment;
  restoreSnapshot(
    state,
    run.checkpoints.readNewest(() => {}),
  );
  const translate = runtime.compile('translate', state, ({ source, step }) => ({
    samples: procedure.generate({ inputs: { source }, random: new StepRandom(config.seed, step, '/sample') }),
  }));
  const reader = await experiment.openReader();
  const { length, fields, sample } = reader.info;
  const rows = new HostRandom(0, 'slow/configs').permutation(length).slice(0, examples);
  const sums = { result: 0, source: 0 };
  const shown = [];
  for (let from = 0; from < rows.length; from += chunk) {
    const part = rows.slice(from, from + chunk);
    const read = await reader.read(part);
    const tensor = (name) => tf.tensor(read[name].slice(), [part.length, ...fields[name].shape]);
    const parts = tf.tidy(() => {
      const source = tensor('source');
      const { samples } = translate({ source, step: tf.scalar(from / chunk, 'int32') });
      const colours = sample.shape[2] / fields.source.shape[2];
      return [tf.tile(source, [1, 1, 1, colours]), samples, tensor('samples')].map((values) => values.dataSync());
    });
    const [source, result, answer] = parts;
    sums.source += distance(source, answer);
    sums.result += distance(result, answer);
    if (from === 0) shown.push(...parts);
  }
  await reader.close?.();
  state.dispose();
  await writePicture(picture, groupsOf(shown, sample.shape));
  const values = rows.length * sample.shape.reduce((a, b) => a * b, 1);
  // From -1 to 1 there are 255 steps.
  return { result: (sums.result / values) * 127.5, source: (sums.source / values) * 127.5, examples: rows.length };
}

const distance = (a, b) => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0);

function groupsOf(parts, shape) {
  const size = shape.reduce((a, b) => a * b, 1);
  const columns = groups.columns * (parts.length + 1) - 1;
  const values = new Float32Array(groups.rows * columns * size).fill(gap);
  for (let i = 0; i < groups.rows * groups.columns; i++) {
    const at = Math.floor(i / groups.columns) * columns + (i % groups.columns) * (parts.length + 1);
    parts.forEach((part, k) => values.set(part.subarray(i * size, (i + 1) * size), (at + k) * size));
  }
  return gridPicture({ values, count: groups.rows * columns, shape, columns, scale: 2 });
}
