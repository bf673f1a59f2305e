import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../support/installed-plugins.js';
import { idxBytes, patternBytes } from '../../datasets/support/idx-bytes.js';

/** A folder with one data set of each kind that is read from files; gone when the process ends. */
export function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'saddle-testkit-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const rows = Array.from({ length: 40 }, (_, i) => `${Math.sin(i).toFixed(4)},${i % 7},${i % 2 ? 'odd' : 'even'}`);
  writeFileSync(join(folder, 'table.csv'), ['x,y,kind', ...rows].join('\n'));
  const pictures = Buffer.concat(
    Array.from({ length: 20 }, (_, i) => patternBytes(8, 8).map((v) => (v + 9 * i) % 256)),
  );
  writeFileSync(join(folder, 'images.idx'), idxBytes([20, 8, 8], pictures));
  writeFileSync(
    join(folder, 'labels.idx'),
    idxBytes(
      [20],
      Uint8Array.from({ length: 20 }, (_, i) => i % 4),
    ),
  );
  const reference = JSON.parse(readFileSync(join(root, 'test/references/datasets.json'), 'utf8')) as {
    folder: { png: string };
  };
  for (const name of ['one', 'two']) {
    mkdirSync(join(folder, 'pictures', name), { recursive: true });
    writeFileSync(join(folder, 'pictures', name, 'a.png'), Buffer.from(reference.folder.png, 'base64'));
  }
  return folder;
}
