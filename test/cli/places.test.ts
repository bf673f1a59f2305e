import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { expect } from 'chai';
import { RunDirectory } from '@saddle/core';
import { lastJson, saddle, scratch, start, tiny, until } from './support/saddle.js';

describe('a project in a folder with spaces and letters outside ASCII', () => {
  const at = scratch('ordner mit leerzeichen ü 漢字 ');

  it('trains from another working directory, with data, plugin and run beside its config, and resumes after a move', async () => {
    mkdirSync(at('projekt größe', 'daten'), { recursive: true });
    const rows = Array.from({ length: 64 }, (_, i) => `${Math.sin(i)},${Math.cos(i)}`);
    writeFileSync(at('projekt größe', 'daten', 'punkte ä.csv'), `x,y\n${rows.join('\n')}\n`);
    writeFileSync(
      at('projekt größe', 'mein verlust.ts'),
      `import * as tf from '@tensorflow/tfjs';
       import { defineLoss } from '@saddle/core';
       export default defineLoss({
         name: 'my-hinge', summary: 'Hinge loss',
         create: () => ({
           discriminator: ({ real, fake }) => tf.add(tf.mean(tf.relu(tf.sub(1, real))), tf.mean(tf.relu(tf.add(1, fake)))) as tf.Scalar,
           generator: ({ fake }) => tf.neg(tf.mean(fake)) as tf.Scalar,
         }),
       });\n`,
    );
    writeFileSync(
      at('projekt größe', 'versuch.yaml'),
      `extends: ${JSON.stringify(tiny('ring'))}
plugins: ['./mein verlust.ts']
data: { use: csv, file: './daten/punkte ä.csv', batch: 16 }
loss: { use: my-hinge }
budget: { iterations: 1000000 }
sampling: { every: 1000000, count: 16, animation: false }
runtime: { compile: 'off' }
`,
    );
    mkdirSync(at('anderswo'));
    const { child, ended } = start(
      ['run', join('..', 'projekt größe', 'versuch.yaml'), '--out', 'lauf eins', '--json'],
      {
        cwd: at('anderswo'),
      },
    );
    let over = false;
    void ended.then(() => (over = true));
    const run = new RunDirectory(at('anderswo', 'lauf eins'));
    await until(() => over || run.checkpoints.list().length > 1, 'a checkpoint');
    child.kill('SIGTERM');
    const first = await ended;
    expect(first.code, first.stderr).to.equal(75);
    expect(lastJson(first)).to.include({ run: run.path, status: 'interrupted' });

    // Paths in a run are relative: it goes on from yet another working directory.
    expect(isAbsolute(run.info.baseDirectory)).to.equal(false);
    const again = start(['resume', run.path, '--json'], { cwd: at() });
    await until(() => /Resuming from iteration/.test(again.stderr()), 'it goes on');
    again.child.kill('SIGTERM');
    const second = await again.ended;
    expect(second.code, second.stderr).to.equal(75);
    expect(readFileSync(run.logPath, 'utf8')).to.include('resumed from iteration');
    const sampled = await saddle(['sample', 'lauf eins', '-n', '4', '--out', 'bild ö.png', '--quiet'], {
      cwd: at('anderswo'),
    });
    expect(sampled).to.include({ code: 0, stderr: '' });
  });
});
