// Digits a person recognises, in at most 20 minutes on two cores: npm run slow -- mnist-dcgan --folder <MNIST>
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { provenance, root, saddle } from './support.mjs';

export default async function mnistDcgan(args) {
  const { values } = parseArgs({ args, options: { folder: { type: 'string' } } });
  const out = join(root, 'runs/slow/mnist-dcgan');
  const data = values.folder ? ['--set', `data.folder=${resolve(values.folder)}`] : [];
  saddle('run', 'configs/mnist-dcgan.yaml', '--out', out, '--overwrite', ...data);
  saddle('sample', out, '-n', '64', '--seed', '7', '--out', join(root, 'docs/figures/mnist-dcgan.png'));
  copyFileSync(join(out, 'curves.png'), join(root, 'docs/figures/mnist-dcgan-curves.png'));
  const { seconds, iteration } = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
  const page = `# DCGAN on MNIST

\`npm run slow -- mnist-dcgan --folder <MNIST>\` trains \`configs/mnist-dcgan.yaml\` (non-saturating) and draws 64 fresh samples of the averaged generator.

![64 generated digits](../figures/mnist-dcgan.png)

![Losses and scores](../figures/mnist-dcgan-curves.png)

${iteration.toLocaleString('en')} iterations took ${(seconds / 60).toFixed(1)} minutes, compiling, pictures and checkpoints included. ${provenance()}
`;
  writeFileSync(join(root, 'docs/results/mnist-dcgan.md'), page);
  console.log(page);
  if (seconds > 20 * 60) process.exitCode = 1;
}
