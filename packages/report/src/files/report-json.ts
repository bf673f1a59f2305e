import { createHash } from 'node:crypto';
import type { ReportModel } from '../model.js';

/**
 * The report as JSON: everything but the points of series (they are in the CSV file) and the bytes of pictures (their
 * SHA-256 stands for them). Figures without a finite value, such as an IQM that failed runs reach into, are null.
 */
export function reportJson(model: ReportModel): string {
  const { pictures, bands: _, ...rest } = model;
  const runs = model.runs.map(({ series: _series, progress: _progress, ...run }) => run);
  const plain = { ...rest, runs, ...(pictures && { pictures: withDigests(pictures) }) };
  return `${JSON.stringify(plain, undefined, 2)}\n`;
}

const digest = ({ src, ...rest }: { readonly src: string }) => ({
  ...rest,
  sha256: createHash('sha256')
    .update(Buffer.from(src.slice(src.indexOf(',') + 1), 'base64'))
    .digest('hex'),
});

const withDigests = ({ grids, extras, ...rest }: NonNullable<ReportModel['pictures']>) => ({
  ...rest,
  grids: grids.map(({ frames, ...grid }) => ({ ...grid, frames: frames.map(digest) })),
  ...(extras && { extras: extras.map(({ items, ...extra }) => ({ ...extra, items: items.map(digest) })) }),
});
