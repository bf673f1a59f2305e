// Two folders of pictures for a config that wants a user's: noisy shapes, and other shapes without noise.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { root } from '../support.mjs';
import { openData } from './data.mjs';

const size = 32;
const pictures = 1000;
const noisy = '{kind: noise, deviation: 0.4}';
const shapes = (seed) => `data={use: shapes, size: ${size}, channels: 1, batch: 8, seed: ${seed}, degrade: ${noisy}}`;

/** What the figures are made from: noisy shapes whose right answers are known, and which are in neither folder. */
export const unseen = [shapes(1)];

/** Writes both folders. @returns the settings that name them */
export async function writeTwoFolders() {
  const reader = await openData('configs/cyclegan-shapes.yaml', [shapes(0)]);
  const { source, samples } = await reader.read(Uint32Array.from({ length: 2 * pictures }, (_, i) => i));
  await reader.close?.();
  const half = pictures * size * size;
  const parts = { source: source.subarray(0, half), target: samples.subarray(half) };
  const folderOf = (name) => join(root, 'runs/slow/configs/data', name);
  for (const [name, values] of Object.entries(parts)) {
    mkdirSync(folderOf(name), { recursive: true });
    for (let i = 0; i < pictures; i++) await write(join(folderOf(name), `${i}.png`), values, i);
  }
  return Object.keys(parts).map((name) => `data.${name}=${folderOf(name)}`);
}

function write(path, values, i) {
  const bytes = Uint8Array.from({ length: size * size }, (_, k) =>
    Math.round(255 * Math.min(1, Math.max(0, (values[i * size * size + k] + 1) / 2))),
  );
  return sharp(bytes, { raw: { width: size, height: size, channels: 1 } }).toFile(path);
}
