/** What the page's script reads: series of one name, thinned for display. */
export interface CurvesPayload {
  readonly name: string;
  /** Values are better read on a logarithmic axis. */
  readonly log: boolean;
  readonly lines: readonly LinePayload[];
  readonly bands: readonly BandPayload[];
}

export interface LinePayload {
  readonly variant: number;
  /** Index into the progress of runs. */
  readonly run: number;
  readonly step: readonly number[];
  readonly value: readonly (number | null)[];
  /** Means over stretches of a long series, at their middles. */
  readonly smooth?: { readonly step: readonly number[]; readonly value: readonly (number | null)[] };
}

export interface BandPayload {
  readonly variant: number;
  readonly step: readonly number[];
  readonly middle: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** How far each run was at some steps; linear between them. For x axes other than steps. */
export type ProgressPayload = readonly {
  readonly variant: number;
  readonly step: readonly number[];
  readonly pictures: readonly number[];
  readonly seconds: readonly number[];
}[];

/** Earlier pictures of each grid; the last one stands in the page. */
export interface PicturesPayload {
  readonly steps: readonly number[];
  readonly grids: readonly { readonly steps: readonly number[]; readonly sources: readonly string[] }[];
}
