import type { DatasetReader, HostBatch } from '@saddle/core';
import { Bench } from '../bench/services.js';
import { ensure, type Check, type Subject } from '../check.js';
import { ensureFinite, firstDifference } from '../numbers/compare.js';

async function withReader(
  subject: Subject<'dataset'>,
  work: (reader: DatasetReader, again: () => Promise<DatasetReader>) => Promise<void>,
  seed = 0,
): Promise<void> {
  const opened: DatasetReader[] = [];
  const open = async (chosen = seed) => {
    const bench = await Bench.open({ seed: chosen }, subject.settings);
    const dataset = await bench.create(subject, 'data');
    ensure(
      dataset.reading === 'memory' || dataset.reading === 'worker',
      `Its reading is '${String(dataset.reading)}', not 'memory' or 'worker'.`,
    );
    const reader = await dataset.open();
    opened.push(reader);
    return reader;
  };
  try {
    await work(await open(), open);
  } finally {
    for (const reader of opened) await reader.close?.();
  }
}

const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Some examples from all over the data. */
const some = ({ info: { length } }: DatasetReader, count = 16): Uint32Array =>
  Uint32Array.from({ length: Math.min(count, length) }, (_, i) =>
    Math.floor((i * (length - 1)) / Math.max(1, count - 1)),
  );

const ensureBatch = ({ info }: DatasetReader, batch: HostBatch, rows: number) => {
  for (const [name, { shape, dtype }] of Object.entries(info.fields)) {
    const values = batch[name];
    const wanted = dtype === 'int32' ? Int32Array : Float32Array;
    const expected = `${wanted.name} of ${rows * size(shape)}`;
    const found = values ? `${values.constructor.name} of ${values.length}` : 'nothing';
    ensure(
      values instanceof wanted && values.length === rows * size(shape),
      `It announces '${name}' as ${dtype} [${shape.join(', ')}], so ${rows} examples are a ${expected}; read gives ${found}.`,
    );
  }
};

/** Data sets, as their readers show them. */
export const datasetChecks: readonly Check<'dataset'>[] = [
  {
    name: 'announces what it holds: samples, labels where there are classes, a digest',
    run: (subject) =>
      withReader(subject, async ({ info }) => {
        const { sample, fields, classes, length, digest } = info;
        ensure(Number.isSafeInteger(length) && length > 0, `Its length is ${length}.`);
        ensure(fields['samples'], "It has no field 'samples'.");
        ensure(
          fields['samples'].dtype === 'float32' && fields['samples'].shape.join() === sample.shape.join(),
          `Its field 'samples' is ${fields['samples'].dtype} [${fields['samples'].shape.join(', ')}], its sample [${sample.shape.join(', ')}].`,
        );
        ensure(/^[0-9a-f]{64}$/.test(digest), `Its digest '${digest}' is not a SHA-256 in hex.`);
        const labels = fields['labels'];
        ensure(
          classes.length > 0 === (labels !== undefined),
          "It has classes without a field 'labels', or the reverse.",
        );
        ensure(
          !labels || (labels.dtype === 'int32' && labels.shape.length === 0),
          "Its field 'labels' is not int32 [].",
        );
        ensure(new Set(classes).size === classes.length, 'Two of its classes have one name.');
      }),
  },
  {
    name: 'reads what it announces, in the order asked for, repeats included',
    run: (subject) =>
      withReader(subject, async (reader) => {
        const indices = some(reader);
        const batch = await reader.read(indices);
        ensureBatch(reader, batch, indices.length);
        const turned = indices.toReversed();
        const back = await reader.read(turned);
        const one = await reader.read(Uint32Array.of(indices.at(-1)!, indices.at(-1)!));
        for (const [name, { shape }] of Object.entries(reader.info.fields)) {
          const row = (values: HostBatch, i: number) => values[name]!.slice(i * size(shape), (i + 1) * size(shape));
          const last = indices.length - 1;
          const same = firstDifference({ [name]: row(batch, 0) }, { [name]: row(back, last) });
          ensure(!same, `Asked for the same examples in reverse order it gives others: ${same}.`);
          const twice = firstDifference({ [name]: row(one, 0) }, { [name]: row(one, 1) });
          ensure(!twice, `One example asked for twice in a batch comes differently: ${twice}.`);
          const single = firstDifference({ [name]: row(one, 0) }, { [name]: row(batch, last) });
          ensure(!single, `An example depends on what else is read with it: ${single}.`);
        }
      }),
  },
  {
    name: 'holds finite values in its range and labels of its classes',
    run: (subject) =>
      withReader(subject, async (reader) => {
        const { samples, labels } = await reader.read(some(reader, 64));
        ensureFinite({ samples: samples! }, 'Its data');
        const largest = (samples as Float32Array).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        ensure(
          reader.info.sample.range !== 'symmetric' || largest <= 1,
          `Its range is symmetric, so values lie in [-1, 1]; one is ${largest}.`,
        );
        const classes = reader.info.classes.length;
        const fits = (labels ?? []).every((label: number) => label >= 0 && label < classes);
        ensure(fits, `Its labels are not all in 0 … ${classes - 1}.`);
      }),
  },
  {
    name: 'hands over arrays of its own: writing to them changes nothing',
    run: (subject) =>
      withReader(subject, async (reader) => {
        const indices = some(reader, 4);
        const first = await reader.read(indices);
        const copy = Object.fromEntries(Object.entries(first).map(([name, values]) => [name, values.slice()]));
        for (const values of Object.values(first)) values.fill(7);
        const difference = firstDifference(copy, await reader.read(indices));
        ensure(!difference, `After a batch was written to, the data have changed: ${difference}. Copy in \`read\`.`);
      }),
  },
  {
    name: "is the same data each time it is opened, whatever the run's seed",
    run: (subject) =>
      withReader(subject, async (reader, again) => {
        const other = await again();
        ensure(reader.info.digest === other.info.digest, 'Opened twice it has two digests.');
        const indices = some(reader);
        const difference = firstDifference(await reader.read(indices), await other.read(indices));
        ensure(!difference, `Opened twice it holds other data: ${difference}.`);
      }),
  },
];
