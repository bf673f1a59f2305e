import { createBatchSource, HostRandom, makeLogger, type BatchSource, type HostBatch } from '@saddle/core';
import { expect } from 'chai';
import { failure, numbersReader, withPlugin } from './support/numbers.js';

/** Opens, uses and closes a source of the numbers read by workers. */
const withSource = (
  extra: Parameters<typeof withPlugin>[0],
  settings: { threads?: number; prefetch?: number; seed?: number },
  use: (source: BatchSource) => Promise<void>,
): Promise<void> =>
  withPlugin(extra, async (worker) => {
    const source = await createBatchSource({ worker, batch: 4, seed: 7, ...settings });
    try {
      await use(source);
    } finally {
      await source.close();
    }
  });

async function straight(batches: number): Promise<HostBatch[]> {
  const source = await createBatchSource({ reader: numbersReader(22), batch: 4, seed: 7 });
  const read: HostBatch[] = [];
  for (let i = 0; i < batches; i++) read.push(await source.next());
  return read;
}

describe('batches from worker threads', function () {
  this.timeout(60_000);

  for (const { threads, prefetch } of [
    { threads: 1, prefetch: 1 },
    { threads: 1, prefetch: 4 },
    { threads: 3, prefetch: 5 },
  ]) {
    it(`equal those read here, whatever the order of answers (${threads} threads, ${prefetch} ahead)`, () =>
      withSource(
        { read: 'await new Promise((done) => setTimeout(done, 10 * Math.random()));' },
        { threads, prefetch },
        async (source) => {
          const expected = await straight(13);
          for (const batch of expected) expect(await source.next()).to.deep.equal(batch);
          source.seek(3);
          expect(await source.next()).to.deep.equal(expected[3]);
          source.seek(4);
          expect(await Promise.all([source.next(), source.next()])).to.deep.equal([expected[4], expected[5]]);
          source.seek(11);
          expect(await source.next()).to.deep.equal(expected[11]);
          expect(source.cursor).to.equal(12);
        },
      ));
  }

  it('reads ahead no further than told', async () => {
    const reads: string[] = [];
    const logger = makeLogger((_level, _scope, message) => reads.push(message));
    await withPlugin({ read: "services.logger.info('read ' + indices.length);" }, async (worker) => {
      const source = await createBatchSource({ worker, batch: 4, seed: 7, prefetch: 2, logger });
      const pause = () => new Promise((done) => setTimeout(done, 200));
      await pause();
      expect(reads).to.have.length(0);
      await source.next();
      await pause();
      expect(reads).to.deep.equal(['read 4', 'read 4', 'read 4']);
      await source.next();
      await pause();
      expect(reads).to.have.length(4);
      await source.close();
    });
  });

  it('takes the memory of released batches back, and changes no later one', () =>
    withSource({}, { prefetch: 2 }, async (source) => {
      const expected = await straight(5);
      for (const batch of expected) {
        const read = await source.next();
        expect(read).to.deep.equal(batch);
        source.release([read]);
        source.seek(source.cursor + 10);
        source.seek(source.cursor - 10);
        await source.next();
        source.seek(source.cursor - 1);
        expect(Object.values(read).map(({ length }) => length)).to.deep.equal(Object.values(read).map(() => 0));
      }
    }));

  it('memory stays bounded: batches handed out are not kept', () =>
    withPlugin({}, async (spec) => {
      // Each batch is a buffer of 1.6 MB beside its labels; 400 of them would be 640 MB.
      const worker = { ...spec, options: { length: 200_000 } };
      const read =
        'return { samples: new Float32Array(2 * indices.length).fill(1), labels: new Int32Array(indices.length) };';
      await withPlugin({ read }, async ({ module }) => {
        const source = await createBatchSource({ worker: { ...worker, module }, batch: 200_000, seed: 7, prefetch: 2 });
        source.seek(1);
        for (let i = 0; i < 20; i++) await source.next();
        const before = process.memoryUsage.rss();
        for (let i = 0; i < 400; i++) {
          source.seek(1);
          await source.next();
        }
        // Garbage may wait for its collector, the longer the busier the machine is.
        expect(process.memoryUsage.rss() - before).to.be.below(320e6);
        await source.close();
      });
    }));

  it('the plugin gets its run facts, random numbers and a logger', async () => {
    const messages: string[] = [];
    const logger = makeLogger((level, scope, message) => messages.push(`${level} ${scope} ${message}`), 'data');
    const open = "services.logger.scope('in').warn(services.run.baseDirectory + ' ' + services.random.bits());";
    await withPlugin({ open }, async (worker) => {
      const source = await createBatchSource({ worker, batch: 4, seed: 7, logger });
      await source.close();
    });
    expect(messages).to.deep.equal([`warn data/in / ${new HostRandom(5, '/data').bits()}`]);
  });

  it('closing closes the plugin, drops what is ahead and does not wait for a thread that hangs', async () => {
    const messages: string[] = [];
    const logger = makeLogger((_level, _scope, message) => messages.push(message));
    const slow = 'await new Promise((done) => setTimeout(done, 100));';
    await withPlugin({ read: slow, close: "services.logger.info('closed');" }, async (worker) => {
      const source = await createBatchSource({ worker, batch: 4, seed: 7, prefetch: 8, logger });
      await source.next();
      const start = performance.now();
      await source.close();
      expect(performance.now() - start).to.be.below(700);
      expect(messages).to.deep.equal(['closed']);
      await source.close();
    });
    await withPlugin({ read: 'if (services.busy) for (;;); services.busy = true;' }, async (worker) => {
      const source = await createBatchSource({ worker, batch: 4, seed: 7 });
      await source.next();
      await source.close();
    });
  });

  const refusal =
    "throw new SaddleError('SADDLE_DATA_CORRUPT', { problem: 'Byte 7 is wrong.', at: { file: 'a.bin', line: 3 }, advice: 'Mend it.', cause: new Error('below') });";

  it('an error comes back as it was, when its batch is due and not before', () =>
    withSource(
      { read: `services.count = (services.count ?? 0) + 1; if (services.count === 3) ${refusal}` },
      { prefetch: 4 },
      async (source) => {
        const expected = await straight(4);
        expect(await source.next()).to.deep.equal(expected[0]);
        await new Promise((done) => setTimeout(done, 100));
        expect(await source.next()).to.deep.equal(expected[1]);
        const error = await failure(() => source.next());
        expect(error.code).to.equal('SADDLE_DATA_CORRUPT');
        expect(error.exitCode).to.equal(1);
        expect(error.at).to.deep.equal({ file: 'a.bin', line: 3 });
        expect(error.advice).to.equal('Mend it.');
        expect(error.message).to.equal('a.bin:3: Byte 7 is wrong.\n  Mend it.');
        expect((error.cause as Error).message).to.equal('below');
        expect(await source.next()).to.deep.equal(expected[3]);
      },
    ));

  const opening: readonly [string, Parameters<typeof withPlugin>[0], object, string, string][] = [
    ['an error while opening', { open: refusal }, {}, 'SADDLE_DATA_CORRUPT', 'Byte 7'],
    ['an error of the options', { create: refusal }, {}, 'SADDLE_DATA_CORRUPT', 'Byte 7'],
    ['a module that fails', { top: "throw new Error('broken module');" }, {}, 'SADDLE_PLUGIN_LOAD', 'broken module'],
    ['a module that is missing', {}, { module: 'file:///none.mjs' }, 'SADDLE_PLUGIN_LOAD', 'none.mjs'],
    ['a plugin that is missing', {}, { name: 'letters' }, 'SADDLE_PLUGIN_NOT_FOUND', "'letters'"],
    [
      'a service that workers lack',
      { inject: 'state: tokens.state' },
      {},
      'SADDLE_PLUGIN_CONTRACT',
      'saddle.token.state',
    ],
    ['options that cannot be sent', {}, { options: { f: () => 1 } }, 'SADDLE_PLUGIN_CONTRACT', 'worker thread'],
    ['too little data', {}, { options: { length: 3 } }, 'SADDLE_CONFIG_INCOMPATIBLE', 'has 3'],
  ];
  for (const [what, extra, change, code, part] of opening) {
    it(`${what} is reported`, () =>
      withPlugin(extra, async (spec) => {
        const worker = { ...spec, ...change };
        const error = await failure(() => createBatchSource({ worker, batch: 4, seed: 7 }));
        expect(error.code).to.equal(code);
        expect(error.message).to.contain(part);
      }));
  }

  it('a thread that ends leaves no one waiting', () =>
    withSource({ read: 'process.exit(3);' }, {}, async (source) => {
      for (let i = 0; i < 2; i++) {
        const error = await failure(() => source.next());
        expect(error.code).to.equal('SADDLE_INTERNAL');
        expect(error.message).to.contain("'numbers'");
      }
    }));
});
