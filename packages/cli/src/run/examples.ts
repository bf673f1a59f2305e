import * as tf from '@tensorflow/tfjs';
import { HostRandom, type HostBatch, type TensorMap } from '@saddle/core';
import type { Experiment } from '../compose/experiment.js';

/** Examples are read so many values at a time: opening a data set may mean reading all of it. */
const valuesAtOnce = 2 ** 23;

interface Block {
  readonly stream: string;
  readonly first: number;
  readonly rows: number;
  readonly fields: HostBatch;
}

/** Examples of the data in a shuffled order of each stream's own: what translations are shown on. */
export class Examples {
  #block: Block | undefined;
  #order: { readonly stream: string; readonly rows: Uint32Array } | undefined;

  constructor(
    private readonly experiment: Pick<Experiment, 'data' | 'openReader'>,
    private readonly seed: number,
  ) {}

  /** Fields of chunk number `number` of a stream, `[rows, …]`; after the last example the first follows. The caller disposes. */
  async chunk(stream: string, number: number, rows: number, names: readonly string[]): Promise<TensorMap> {
    const { fields } = this.experiment.data;
    const block = await this.#blockOf(stream, number * rows, rows);
    const at = number * rows - block.first;
    return Object.fromEntries(
      names.map((name) => {
        const { shape, dtype } = fields[name]!;
        const size = shape.reduce((a, b) => a * b, 1);
        const values = block.fields[name]!.slice(at * size, (at + rows) * size);
        return [name, tf.tensor(values, [rows, ...shape], dtype)];
      }),
    );
  }

  async #blockOf(stream: string, first: number, rows: number): Promise<Block> {
    const known = this.#block;
    if (known?.stream === stream && first >= known.first && first + rows <= known.first + known.rows) return known;
    const sizes = Object.values(this.experiment.data.fields).map(({ shape }) => shape.reduce((a, b) => a * b, 1));
    const size = sizes.reduce((a, b) => a + b, 0);
    const chunks = Math.max(1, Math.floor(valuesAtOnce / (rows * size)));
    const order = this.#orderOf(stream);
    const chosen = Uint32Array.from({ length: chunks * rows }, (_, i) => order[(first + i) % order.length]!);
    const reader = await this.experiment.openReader();
    const fields = await reader.read(chosen);
    await reader.close?.();
    this.#block = { stream, first, rows: chosen.length, fields };
    return this.#block;
  }

  #orderOf(stream: string): Uint32Array {
    if (this.#order?.stream !== stream) {
      const rows = new HostRandom(this.seed, `sampling/${stream}`).permutation(this.experiment.data.length);
      this.#order = { stream, rows };
    }
    return this.#order.rows;
  }
}
