// Draws docs/figures/generator-gradients.svg: the gradient of both generator losses against the discriminator's logit
// of a generated sample, computed with the loss plugins themselves. Run after a build: node scripts/figures/generator-gradients.mjs
import { writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { minimax } from '../../packages/loss-minimax/dist/index.js';
import { nonSaturating } from '../../packages/loss-nonsaturating/dist/index.js';

const width = 640;
const height = 380;
const margin = { left: 64, right: 24, top: 56, bottom: 56 };
const [lowest, highest] = [-8, 8];
const x = (logit) => margin.left + ((logit - lowest) / (highest - lowest)) * (width - margin.left - margin.right);
const y = (gradient) => margin.top - gradient * (height - margin.top - margin.bottom);

const logits = tf.linspace(lowest, highest, 161).reshape([161, 1]);

async function gradients(plugin) {
  const loss = await plugin.create(plugin.options.parse({}), {});
  const summed = (fake) => tf.mul(loss.generator({ fake }), logits.size);
  return tf.grad(summed)(logits).dataSync();
}

const path = (values) =>
  Array.from(
    logits.dataSync(),
    (logit, i) => `${i === 0 ? 'M' : 'L'}${x(logit).toFixed(1)},${y(values[i]).toFixed(1)}`,
  ).join('');

const text = (left, top, content, attributes = '') => `<text x="${left}" y="${top}" ${attributes}>${content}</text>`;
const curve = (values, color) => `<path d="${path(values)}" fill="none" stroke="${color}" stroke-width="2.5"/>`;

const grid = [0, -0.25, -0.5, -0.75, -1].map(
  (gradient) =>
    `<path d="M${margin.left},${y(gradient)}H${width - margin.right}" stroke="#e3e5e8"/>` +
    text(margin.left - 8, y(gradient) + 4, String(gradient).replace('-', '−'), 'text-anchor="end"'),
);
const ticks = [-8, -4, 0, 4, 8].map((logit) =>
  text(x(logit), height - margin.bottom + 20, String(logit).replace('-', '−'), 'text-anchor="middle"'),
);
const [minimaxColor, nonSaturatingColor] = ['#c2410c', '#1d4ed8'];

const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title description" font-family="system-ui, sans-serif" font-size="13" fill="#3b4048">
<title id="title">Gradients of the two generator losses</title>
<desc id="description">Both gradients are negative everywhere. Where the discriminator is sure that a sample is generated (logit far below 0), the minimax gradient is almost 0 and the non-saturating one almost −1.</desc>
<rect width="100%" height="100%" fill="#ffffff"/>
${text(margin.left, 26, 'Gradient of the generator’s loss in the logit of a generated sample', 'font-size="14" font-weight="600" fill="#14171c"')}
${grid.join('\n')}
${ticks.join('\n')}
${curve(await gradients(minimax), minimaxColor)}
${curve(await gradients(nonSaturating), nonSaturatingColor)}
${text(x(-7.8), y(0) + 20, 'minimax: vanishes', `fill="${minimaxColor}" font-weight="600"`)}
${text(x(-7.8), y(-1) - 34, 'non-saturating: strongest', `fill="${nonSaturatingColor}" font-weight="600"`)}
${text(margin.left, height - 12, '← sure: generated')}
${text(width - margin.right, height - 12, 'sure: real →', 'text-anchor="end"')}
${text((margin.left + width - margin.right) / 2, height - 12, 'logit of the discriminator', 'text-anchor="middle"')}
</svg>
`;
writeFileSync(new URL('../../docs/figures/generator-gradients.svg', import.meta.url), svg);
console.log('docs/figures/generator-gradients.svg');
