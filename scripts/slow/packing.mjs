// GAN against PacGAN2 on the 8-Gaussian ring, beside the published table: npm run slow -- packing [--seeds n] [--share s]
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { trained } from './configs/train.mjs';
import { provenance, root, saddle } from './support.mjs';

/** 400 epochs of 100,000 samples (or packs), 100 at a time. */
const published = { iterations: 400_000, trials: 10 };
const samples = 2500;

/** Lin et al. 2018, arXiv:1712.04086, table 1, 2D-ring. */
const variants = [
  { name: 'GAN', config: 'gan-ring', table: { modes: '6.3 ± 0.5', quality: '98.2 %', kl: '0.45' } },
  { name: 'PacGAN2', config: 'pacgan-ring', table: { modes: '7.9 ± 0.1', quality: '95.6 %', kl: '0.07' } },
];

const options = { seeds: { type: 'string', default: '3' }, share: { type: 'string', default: '0.05' } };

export default async function packing(args) {
  const { values } = parseArgs({ args, options });
  const [seeds, share] = [Number(values.seeds), Number(values.share)];
  const iterations = Math.round(share * published.iterations);
  const results = variants.map((variant) => ({ ...variant, runs: [] }));
  for (let seed = 0; seed < seeds; seed++) {
    for (const { config, runs } of results) runs.push(await run(config, seed, iterations));
  }
  const text = page(results, { seeds, share, iterations });
  writeFileSync(join(root, 'docs/results/packing.md'), text);
  console.log(text);
}

async function run(config, seed, iterations) {
  const set = [`seed=${seed}`, `budget.iterations=${iterations}`];
  const done = await trained(`configs/${config}.yaml`, `packing/${config}-${seed}`, set);
  const { evaluations } = saddle('evaluate', done.path, '--metric', 'mixture', '--samples', String(samples));
  return { seed, ...evaluations[0].values };
}

function page(results, { seeds, share, iterations }) {
  const whole = ({ runs }, key) => meanAndError(runs.map((each) => each[key]));
  const compared = results.map((result) => {
    const { name, table } = result;
    const [modes, quality, kl] = ['modesCovered', 'highQualityShare', 'reverseKl'].map((key) => whole(result, key));
    const own = [number(modes, 1), `${number(scaled(quality, 100), 1)} %`, number(kl, 2)];
    return `| ${name} | ${own[0]} | ${table.modes} | ${own[1]} | ${table.quality} | ${own[2]} | ${table.kl} |`;
  });
  const single = results.flatMap(({ name, runs }) =>
    runs.map(
      ({ seed, modesCovered, highQualityShare, reverseKl }) =>
        `| ${name} | ${seed} | ${modesCovered} | ${(100 * highQualityShare).toFixed(1)} % | ${reverseKl.toFixed(3)} |`,
    ),
  );
  const percent = `${(100 * share).toLocaleString('en')} %`;
  return `# The 8-Gaussian ring: GAN against PacGAN2

\`npm run slow -- packing --seeds ${seeds} --share ${share}\` trains \`configs/gan-ring.yaml\` and \`configs/pacgan-ring.yaml\`: the networks, rates and initial weights of PacGAN's experiment, whose discriminator sees one sample, or a pack of two. The published figures (Lin et al. 2018, arXiv:1712.04086, table 1) are of ${published.trials} trials of ${published.iterations.toLocaleString('en')} iterations; these are of ${seeds} seeds and **${percent} of that budget**, ${iterations.toLocaleString('en')} iterations. ${samples.toLocaleString('en')} samples; of high quality is one within three standard deviations of a mode, and a mode is covered if it has one. Mean ± standard error.

| | modes of 8 | published | high quality | published | reverse KL | published |
|---|---|---|---|---|---|---|
${compared.join('\n')}

Every run:

| | seed | modes | high quality | reverse KL |
|---|---|---|---|---|
${single.join('\n')}

${provenance()}
`;
}

/** Of independent runs; the error is that of their mean. */
function meanAndError(values) {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, error: Math.sqrt(variance / n) };
}

const scaled = ({ mean, error }, by) => ({ mean: mean * by, error: error * by });

const number = ({ mean, error }, digits) => `${mean.toFixed(digits)} ± ${error.toFixed(digits)}`;
