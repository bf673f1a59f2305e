import { type Axis, timeSteps, axisLabels, shortNumber, axisNumber, logSplits } from './curve-axes.js';
import { limits, robustLimits } from './curve-limits.js';
import { RunProgress } from './curve-progress.js';
import { drawSeeds, type SeedLine } from './curve-seeds.js';
import type { CurvesPayload } from './payload.js';
import { themeListeners, colourOf } from './theme.js';

/** The chart of a run's values over training: thin lines for seeds, thick ones and bands for variants. */
class CurvesChart {
  readonly #root: HTMLElement;
  readonly #area: HTMLElement;
  readonly #readout: HTMLOutputElement;
  readonly #values: HTMLElement[];
  readonly #cache = new Map<string, CurvesPayload>();
  #progress: RunProgress | undefined;
  #plot: uPlot | undefined;
  #printing = false;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#area = root.querySelector('.chart')!;
    this.#readout = root.querySelector('output')!;
    this.#values = [...root.querySelectorAll<HTMLElement>('.chip .value')];
    root.addEventListener('change', (event) => {
      if ((event.target as Element).matches('select')) this.#suggestLog();
      this.draw();
    });
    this.#area.addEventListener('keydown', (event) => this.#key(event));
    new ResizeObserver(() => this.#resize()).observe(this.#area);
    themeListeners.push(() => this.#plot && this.draw());
    this.#suggestLog();
  }

  get #curves(): CurvesPayload {
    const id = this.#root.querySelector('select')!.value;
    let curves = this.#cache.get(id);
    if (!curves) {
      curves = JSON.parse(document.getElementById(id)!.textContent) as CurvesPayload;
      this.#cache.set(id, curves);
    }
    return curves;
  }

  get #axis(): Axis {
    return this.#root.querySelector<HTMLInputElement>('input[type=radio]:checked')!.value as Axis;
  }

  get #log(): boolean {
    return this.#root.querySelector<HTMLInputElement>('input.log')!.checked;
  }

  #shown(variant: number): boolean {
    return this.#root.querySelector<HTMLInputElement>(`input[data-variant="${variant}"]`)!.checked;
  }

  #suggestLog(): void {
    this.#root.querySelector<HTMLInputElement>('input.log')!.checked = this.#curves.log;
  }

  /** Paper is narrower than most screens. */
  set printing(printing: boolean) {
    this.#printing = printing;
  }

  #size(): { width: number; height: number } {
    const width = this.#printing ? 660 : this.#area.clientWidth;
    return { width, height: Math.max(260, Math.min(420, width * 0.5)) };
  }

  #resize(): void {
    if (this.#plot && !this.#printing && this.#area.clientWidth !== this.#plot.width) this.#plot.setSize(this.#size());
  }

  draw(): void {
    const { lines, bands, name } = this.#curves;
    const [axis, log] = [this.#axis, this.#log];
    const variantColour = (variant: number) => colourOf(`--v${variant % 8}`);
    const drawable = (value: number | null): value is number => value !== null && (!log || value > 0);
    const progress = (this.#progress ??= new RunProgress());
    const shownLines = lines
      .filter(({ variant }) => this.#shown(variant))
      .map((line) => ({ ...line, x: progress.ofRun(line.run, line.step, axis) }));
    const smooth = this.#root.querySelector<HTMLInputElement>('input.smooth')!.checked;
    const means = shownLines.flatMap(({ variant, run, smooth: own }): SeedLine[] =>
      smooth && own ? [{ variant, x: progress.ofRun(run, own.step, axis), value: own.value }] : [],
    );
    const alpha = Math.max(0.25, Math.min(0.6, 2 / Math.sqrt(shownLines.length)));
    const shownBands = bands
      .filter(({ variant, step }) => step.length > 0 && this.#shown(variant))
      .map((band) => ({ ...band, x: progress.ofVariant(band.variant, band.step, axis) }));
    const x = limits([...shownLines, ...shownBands].flatMap(({ x }) => [x[0]!, x.at(-1)!]));
    const y = robustLimits(
      [...shownLines.flatMap(({ value }) => value), ...shownBands.flatMap(({ low, high }) => [...low, ...high])].filter(
        drawable,
      ),
    );
    const keep = (value: number | null) => (drawable(value) ? value : null);
    const tables = shownBands.map(({ x, middle, low, high }) => [x, middle.map(keep), low.map(keep), high.map(keep)]);
    const data = tables.length > 0 ? uPlot.join(tables as never) : ([[...x], [null, null]] as never);
    const series: uPlot.Series[] = [{ label: axis }];
    const filled: uPlot.Band[] = [];
    for (const { variant } of shownBands) {
      const stroke = variantColour(variant);
      const at = series.length;
      series.push({ stroke, width: 2.5, spanGaps: true, points: { show: false } });
      series.push({ width: 0, spanGaps: true, points: { show: false } });
      series.push({ width: 0, spanGaps: true, points: { show: false } });
      filled.push({ series: [at + 2, at + 1], fill: stroke.replace('rgb(', 'rgba(').replace(')', ', 0.2)') });
    }
    if (shownBands.length === 0) series.push({ show: false });
    const font = '12px "Saddle Sans", system-ui, sans-serif';
    const axisStyle = {
      stroke: colourOf('--quiet'),
      font,
      labelFont: font,
      grid: { stroke: colourOf('--rule'), width: 1 },
      ticks: { stroke: colourOf('--rule'), width: 1 },
    };
    this.#plot?.destroy();
    this.#area.replaceChildren();
    this.#plot = new uPlot(
      {
        ...this.#size(),
        legend: { show: false },
        cursor: { points: { show: shownBands.length > 0 && shownBands.length < 12 }, drag: { x: true, y: false } },
        scales: {
          x: { time: false, range: (_, low, high) => (low === null ? x : [low, high]) },
          y: { distr: log ? 3 : 1, range: () => y },
        },
        axes: [
          {
            ...axisStyle,
            label: axisLabels[axis],
            labelSize: 22,
            size: 34,
            values: (_, splits) => splits.map((value) => axisNumber(axis, value)),
            ...(axis === 'seconds' && { incrs: timeSteps }),
          },
          {
            ...axisStyle,
            size: 60,
            values: (_, splits) => splits.map((value) => (value === null ? '' : shortNumber(value))),
            ...(log && { splits: () => logSplits(...y), filter: (_, splits) => splits }),
          },
        ],
        series,
        bands: filled,
        hooks: {
          drawAxes: [
            (u) => {
              const style = { colour: variantColour, drawable, log };
              drawSeeds(u, shownLines, { ...style, alpha: means.length > 0 ? 0.1 : alpha, width: 1 });
              drawSeeds(u, means, { ...style, alpha: Math.min(0.9, 2 * alpha), width: 1.5 });
            },
          ],
          setCursor: [(u) => this.#read(u, axis, shownBands)],
        },
      },
      data,
      this.#area,
    );
    this.#area.setAttribute(
      'aria-label',
      `${name} over ${axisLabels[axis]}: ${shownLines.length} seed lines. Arrow keys move the reading, plus and minus zoom.`,
    );
    this.#read(this.#plot, axis, shownBands);
  }

  #read(u: uPlot, axis: Axis, shown: readonly { readonly variant: number }[]): void {
    const at = u.cursor.idx;
    for (const value of this.#values) value.textContent = '';
    if (at === null || at === undefined) {
      this.#readout.textContent = 'Point at the chart, or focus it and press an arrow key, to read values.';
      return;
    }
    this.#readout.textContent = `${axisLabels[axis]}: ${axisNumber(axis, u.data[0][at]!)}`;
    shown.forEach(({ variant }, i) => {
      const values = u.data[1 + 3 * i]!;
      const value = nearestValue(values as (number | null | undefined)[], at);
      if (value !== undefined) this.#values[variant]!.textContent = shortNumber(value);
    });
  }

  #key(event: KeyboardEvent): void {
    const u = this.#plot;
    if (!u) return;
    const { min, max } = u.scales['x']!;
    const width = u.bbox.width / devicePixelRatio;
    const move = { ArrowLeft: -width / 50, ArrowRight: width / 50 }[event.key];
    const zoom = { '+': 0.5, '-': 2 }[event.key];
    if (move === undefined && zoom === undefined && event.key !== 'Escape') return;
    event.preventDefault();
    const left = u.cursor.left !== undefined && u.cursor.left >= 0 ? u.cursor.left : width / 2;
    if (move !== undefined) u.setCursor({ left: Math.min(width - 1, Math.max(0, left + move)), top: 10 });
    else if (zoom !== undefined) {
      const centre = u.posToVal(left, 'x');
      u.setScale('x', { min: centre - (centre - min!) * zoom, max: centre + (max! - centre) * zoom });
    } else this.draw();
  }
}

function nearestValue(values: readonly (number | null | undefined)[], at: number): number | undefined {
  for (let away = 0; away < values.length; away++) {
    const value = values[at - away] ?? values[at + away];
    if (value !== null && value !== undefined) return value;
  }
  return undefined;
}

export function startCurves(): void {
  const root = document.querySelector<HTMLElement>('#curves-chart');
  if (!root) return;
  const chart = new CurvesChart(root);
  let drawn = false;
  const draw = () => {
    if (!drawn) chart.draw();
    drawn = true;
  };
  // Drawn when it comes near, so that the page is there at once.
  new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && draw(), {
    rootMargin: '600px',
  }).observe(root);
  // Before the theme's own listeners, which draw anew.
  addEventListener('beforeprint', () => {
    chart.printing = true;
    draw();
  });
  addEventListener('afterprint', () => (chart.printing = false));
}
