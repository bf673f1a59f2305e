// The report of 200 runs with 10,000 points each: npm run slow -- large-report
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { provenance, root, saddle } from './support.mjs';

const [variants, seeds, points, logEvery] = [40, 5, 10_000, 10];
const openings = 5;

export default async function largeReport() {
  const { writeRun } = await import('../../test/dist/study/support/run-directories.js');
  const folder = mkdtempSync(join(tmpdir(), 'saddle-large-report-'));
  try {
    const runs = Array.from({ length: variants * seeds }, (_, i) => {
      const [variant, seed] = [Math.floor(i / seeds), i % seeds];
      const path = join(folder, 'runs', String(i));
      const fid = 20 + variant + ((7 * seed + 3 * variant) % 5);
      writeRun(path, { name: `v${variant}`, seed, batch: 8 * (variant + 1), steps: points * logEvery, fid });
      return path;
    });
    const page = join(folder, 'report.html');
    const begun = performance.now();
    saddle('compare', ...runs, '--metric', 'fid', '--no-networks', '--out', page, '--quiet');
    const built = (performance.now() - begun) / 1000;
    const usable = await opening(page);
    const megabytes = statSync(page).size / 1e6;
    const text = `# The report of many runs

\`npm run slow -- large-report\`: ${variants * seeds} run directories (${variants} variants, ${seeds} seeds) with ${points.toLocaleString('en')} logged points of each series, with invented numbers.

| | measured | limit |
|---|---|---|
| \`saddle compare\`, the start of the process included | ${built.toFixed(1)} s | 30 s |
| from opening the page until it is loaded and shown, median of ${openings}, Chromium | ${usable.toFixed(2)} s | 1 s |
| size of the page | ${megabytes.toFixed(1)} MB | |

${provenance()}
`;
    writeFileSync(join(root, 'docs/results/large-report.md'), text);
    console.log(text);
    if (built > 30 || usable > 1) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Seconds until the page has loaded and is shown. */
async function opening(file) {
  const { launchBrowser } = await import('../../test/dist/support/browser.js');
  const browser = await launchBrowser();
  if (!browser) throw new Error('There is no Chromium.');
  try {
    const page = await browser.newPage();
    const times = [];
    for (let i = 0; i <= openings; i++) {
      const start = performance.now();
      await page.goto(pathToFileURL(file).href);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
      times.push((performance.now() - start) / 1000);
    }
    // The first opening starts the browser's processes.
    return times.slice(1).sort((a, b) => a - b)[openings >> 1];
  } finally {
    await browser.close();
  }
}
