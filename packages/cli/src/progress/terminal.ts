/** What a command prints while it works. All of it goes to stderr: stdout belongs to results. */
export interface Output {
  /** A line for people. */
  line(text: string): void;
  /** Replaces the last progress display. */
  progress(state: ProgressState): void;
  /** The one JSON line at the end, where it was asked for. */
  result(value: object): void;
}

export interface ProgressState {
  readonly done: number;
  readonly total: number;
  readonly text: string;
}

export interface OutputOptions {
  readonly quiet: boolean;
  readonly json: boolean;
}

const barWidth = 24;
/** Seconds between two progress lines where there is no terminal to redraw. */
const plainInterval = 10;
const redrawInterval = 0.1;

/** Time left, from the speed since this process started. */
export class Pace {
  readonly #start = performance.now();
  #first: number | undefined;

  /** @returns units per second and seconds left */
  at(done: number, total: number): { speed: number; left: number } {
    this.#first ??= done;
    const seconds = (performance.now() - this.#start) / 1000;
    const speed = (done - this.#first) / Math.max(seconds, 1e-3);
    return { speed, left: speed > 0 ? (total - done) / speed : Number.POSITIVE_INFINITY };
  }
}

export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

export function makeOutput({ quiet, json }: OutputOptions): Output {
  const terminal = process.stderr.isTTY && !json;
  let shown = false;
  let last = 0;
  const clear = () => {
    if (shown) process.stderr.write('\r\u001b[2K');
    shown = false;
  };
  const due = (interval: number) => {
    const now = performance.now() / 1000;
    if (now - last < interval) return false;
    last = now;
    return true;
  };
  return {
    line(text) {
      if (quiet) return;
      clear();
      process.stderr.write(`${text}\n`);
    },
    progress({ done, total, text }) {
      if (quiet || !due(terminal ? redrawInterval : plainInterval)) return;
      const share = total > 0 ? done / total : 1;
      if (!terminal) {
        process.stderr.write(`${Math.floor(share * 100)}% ${text}\n`);
        return;
      }
      const filled = Math.round(share * barWidth);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ${Math.floor(share * 100)}% ${text}`;
      process.stderr.write(`\r\u001b[2K${bar.slice(0, (process.stderr.columns ?? 80) - 1)}`);
      shown = true;
    },
    result(value) {
      clear();
      if (json) process.stdout.write(`${JSON.stringify(value)}\n`);
    },
  };
}
