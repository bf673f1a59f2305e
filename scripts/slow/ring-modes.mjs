// The mlp on the 8-Gaussian ring covers every mode with at least 90 % high-quality samples, five seeds.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { provenance, root, saddle } from './support.mjs';

const config = 'configs/ring-nonsaturating.yaml';
const seeds = [0, 1, 2, 3, 4];
const samples = 2500;

export default async function ringModes() {
  const rows = seeds.map((seed) => {
    const out = join(root, 'runs/slow', `ring-modes-${seed}`);
    saddle('run', config, '--set', `seed=${seed}`, '--out', out, '--overwrite');
    const { evaluations } = saddle('evaluate', out, '--metric', 'mixture', '--samples', String(samples));
    const { seconds } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
    return { seed, seconds, ...evaluations[0].values };
  });
  const sound = rows.every(
    ({ modesCovered, highQualityShare, seconds }) => modesCovered === 8 && highQualityShare >= 0.9 && seconds < 120,
  );
  const lines = rows.map(
    ({ seed, seconds, modesCovered, highQualityShare, reverseKl }) =>
      `| ${seed} | ${modesCovered} | ${(100 * highQualityShare).toFixed(1)} % | ${reverseKl.toFixed(4)} | ${seconds.toFixed(0)} |`,
  );
  const page = `# Modes of the 8-Gaussian ring

\`npm run slow -- ring-modes\` trains \`${config}\` with five seeds and measures ${samples.toLocaleString('en')} fresh samples of the averaged generator. A sample is of high quality within three standard deviations of a mode; a mode is covered if it has at least one (PacGAN, arXiv:1712.04086). Asked for: 8 modes, at least 90 % high quality, under two minutes.

| seed | modes | high quality | reverse KL | seconds |
|---|---|---|---|---|
${lines.join('\n')}

![The first of them](../figures/ring.gif)

${sound ? 'All five hold.' : 'Not all hold.'} ${provenance()}
`;
  writeFileSync(join(root, 'docs/results/ring-modes.md'), page);
  copyFileSync(join(root, 'runs/slow/ring-modes-0/samples/animation.gif'), join(root, 'docs/figures/ring.gif'));
  console.log(page);
  if (!sound) process.exitCode = 1;
}
