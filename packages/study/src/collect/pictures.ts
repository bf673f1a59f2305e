import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { ReportPictures } from '@saddle/report';
import type { Figure } from './figures.js';
import type { GroupedRun } from './group.js';

/** Keeps the whole page well under 20 MB once pictures are written as base64. */
const mostBytes = 9 * 2 ** 20;
const mostFrames = 12;

type Grid = ReportPictures['grids'][number];
interface Chosen {
  readonly run: GroupedRun;
  readonly role: Grid['role'];
  readonly files: readonly { readonly step: number; readonly path: string; readonly bytes: number }[];
}

/** Sample pictures of each variant's best, median and worst run over training; undefined where there are none. */
export function picturesOf(
  runs: readonly GroupedRun[],
  variants: readonly string[],
  figure: Figure,
): ReportPictures | undefined {
  const chosen = variants.flatMap((variant) =>
    rolesOf(
      runs.filter((run) => run.variant === variant && Number.isFinite(figure.finals.get(run.id))),
      figure,
    ),
  );
  const frames = affordable(chosen);
  const grids = chosen.flatMap(({ run, role, files }) =>
    files.length === 0
      ? []
      : [
          {
            variant: run.variant,
            role,
            seed: run.seed,
            figure: figure.finals.get(run.id),
            frames: evenly(files, frames).map(({ step, path: file }) => ({
              step,
              src: `data:image/png;base64,${readFileSync(file).toString('base64')}`,
            })),
          },
        ],
  );
  if (grids.length === 0) return undefined;
  return { caption: captionOf(runs), rankedBy: figure.name, grids };
}

function rolesOf(runs: readonly GroupedRun[], { finals, direction }: Figure): Chosen[] {
  const sign = direction === 'lower' ? 1 : -1;
  const ranked = runs.toSorted((a, b) => sign * (finals.get(a.id)! - finals.get(b.id)!) || a.seed - b.seed);
  const places: [Grid['role'], number][] =
    ranked.length < 2
      ? [['best', 0]]
      : ranked.length < 3
        ? [
            ['best', 0],
            ['worst', 1],
          ]
        : [
            ['best', 0],
            ['median', Math.floor((ranked.length - 1) / 2)],
            ['worst', ranked.length - 1],
          ];
  return places.flatMap(([role, i]) =>
    ranked[i] ? [{ run: ranked[i], role, files: pictureFiles(ranked[i].path) }] : [],
  );
}

function pictureFiles(run: string): Chosen['files'] {
  const folder = path.join(run, 'samples');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d+\.png$/.test(name))
    .sort()
    .map((name) => {
      const file = path.join(folder, name);
      return { step: Number(name.slice(0, -4)), path: file, bytes: statSync(file).size };
    });
}

/** How many frames of each grid fit; one at least. */
function affordable(chosen: readonly Chosen[]): number {
  for (let frames = mostFrames; frames > 1; frames--) {
    const bytes = chosen.flatMap(({ files }) => evenly(files, frames)).reduce((sum, file) => sum + file.bytes, 0);
    if (bytes <= mostBytes) return frames;
  }
  return 1;
}

/** At most `count` of the items, evenly spread, the last one among them. */
function evenly<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  if (count === 1) return [items.at(-1)!];
  return Array.from({ length: count }, (_, i) => items[Math.round((i * (items.length - 1)) / (count - 1))]!);
}

function captionOf(runs: readonly GroupedRun[]): string {
  const begun = runs.filter(({ info }) => info !== undefined);
  const latents = new Set(
    begun.map(({ config, seed }) => (config['sampling'] as { seed?: number } | undefined)?.seed ?? seed),
  );
  const averaged = begun.filter(({ config }) => Boolean(config['averaging'])).length;
  const weights =
    averaged === 0
      ? ''
      : averaged === begun.length
        ? ', averaged weights'
        : ', averaged weights where a run keeps them';
  return `${latents.size === 1 ? 'The same fixed latents in all runs' : "Fixed latents, each run's own"}${weights}`;
}
