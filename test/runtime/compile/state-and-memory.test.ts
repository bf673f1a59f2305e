import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { State, type TensorMap } from '@saddle/core';
import { createCompiledRuntime, loadBackend } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { fixedNumbers, mlpGanStep } from '../../support/compiled-steps/gan-steps.js';

describe('state and memory of compiled steps', function () {
  this.timeout(120_000);
  before(async () => {
    await loadBackend({ backend: 'tensorflow' });
  });

  const values = (tensor: tf.Tensor) => [...tensor.dataSync()];

  for (const mode of ['graph', 'xla'] as const) {
    describe(mode, () => {
      const compile = (state: State, fn: (inputs: TensorMap) => TensorMap) =>
        createCompiledRuntime({ mode }).compile('step', state, fn);

      it('variables that share data, and are swapped, are told apart', () => {
        const state = new State();
        const source = tf.tensor1d([1, 2]);
        const a = state.variable('a', source);
        const b = state.variable('b', source);
        const c = state.variable('c', a);
        const step = compile(state, () => {
          const sum = tf.add(a, b);
          const old = a.clone();
          a.assign(b);
          b.assign(old as tf.Tensor1D);
          c.assign(tf.mul(c, 10));
          return { sum, a: a.clone(), c };
        });
        a.assign(tf.tensor1d([5, 6]));
        expect(values(step({})['sum']!)).to.deep.equal([6, 8]);
        expect([a, b, c].map(values)).to.deep.equal([
          [1, 2],
          [5, 6],
          [10, 20],
        ]);
        step({});
        expect([a, b, c].map(values)).to.deep.equal([
          [5, 6],
          [1, 2],
          [100, 200],
        ]);
        expect(values(source)).to.deep.equal([1, 2]);
      });

      it('inputs that are one tensor, or share data with a variable', () => {
        const state = new State();
        const x = tf.tensor1d([1, 2]);
        const weight = state.variable('weight', x);
        const step = compile(state, (inputs) => ({
          y: tf.add(tf.mul(inputs['left']!, 100), tf.add(tf.mul(inputs['right']!, 10), weight)),
        }));
        expect(values(step({ left: x, right: x })['y']!)).to.deep.equal([111, 222]);
        const other = tf.tensor1d([3, 4]);
        expect(values(step({ left: other, right: x })['y']!)).to.deep.equal([311, 422]);
      });

      it("a variable's clones and old values keep theirs", () => {
        const state = new State();
        const weight = state.variable('weight', tf.tensor1d([1, 2]));
        const step = compile(state, () => {
          weight.assign(tf.add(weight, 1));
          return {};
        });
        const clone = weight.clone();
        step({});
        step({});
        expect(values(clone)).to.deep.equal([1, 2]);
        expect(values(weight)).to.deep.equal([3, 4]);
        weight.assign(tf.tensor1d([7, 7]));
        step({});
        expect(values(weight)).to.deep.equal([8, 8]);
      });

      it('constants of the state, small and large, and large ones of the step', () => {
        const state = new State();
        const small = state.constant('small', tf.tensor1d([1, 2, 3]));
        const large = state.constant('large', fixedNumbers([5000], 1));
        const own = Float32Array.from({ length: 5000 }, (_, i) => i);
        const step = compile(state, ({ x }) => ({
          sum: tf.add(tf.mul(x!, tf.sum(small)), tf.sum(tf.mul(large, tf.tensor1d(own)))),
        }));
        const expected = [...own].reduce((sum, value, i) => sum + value * large.dataSync()[i]!, 0);
        for (const x of [1, 2]) {
          expect(values(step({ x: tf.scalar(x) })['sum']!)[0]).to.be.closeTo(
            6 * x + expected,
            Math.abs(expected) * 1e-5,
          );
        }
      });

      it('every type, scalars, empty outputs and passing through', () => {
        const step = compile(new State(), ({ x, n, flags }) => ({
          x: x!,
          cast: tf.cast(n!, 'float32'),
          more: tf.add(n!, tf.scalar(1, 'int32')),
          not: tf.logicalNot(flags!),
          complex: tf.real(tf.mul(tf.complex(x!, x!), tf.complex(x!, x!))),
          constant: tf.tensor2d([[1, 2]], [1, 2], 'int32'),
          ones: tf.ones([100]),
        }));
        const inputs = { x: tf.scalar(2), n: tf.scalar(3, 'int32'), flags: tf.tensor1d([true, false]) };
        for (let i = 0; i < 2; i++) {
          const outputs = step(inputs);
          expect(values(outputs['x']!)).to.deep.equal([2]);
          expect(values(outputs['cast']!)).to.deep.equal([3]);
          expect([outputs['more']!.dtype, ...values(outputs['more']!)]).to.deep.equal(['int32', 4]);
          expect([outputs['not']!.dtype, ...values(outputs['not']!)]).to.deep.equal(['bool', 0, 1]);
          expect(values(outputs['complex']!)).to.deep.equal([0]);
          expect(outputs['constant']!.shape).to.deep.equal([1, 2]);
          expect(values(tf.sum(outputs['ones']!))).to.deep.equal([100]);
          outputs['x']!.dispose();
          expect(values(inputs.x)).to.deep.equal([2]);
        }
      });

      it('many calls leave no tensors behind', () => {
        const sample = mlpGanStep(16, 16);
        const step = createCompiledRuntime({ mode }).compile('leaks', sample.state, sample.step);
        const inputs = sample.inputs(0);
        const call = () => tf.dispose(step(inputs));
        call();
        const before = tf.memory();
        for (let i = 0; i < 1000; i++) call();
        expect(tf.memory().numTensors).to.equal(before.numTensors);
        expect(tf.memory().numDataBuffers).to.equal(before.numDataBuffers);
        expect(tf.memory().numBytes).to.equal(before.numBytes);
      });

      it('outputs belong to the tidy around the call', () => {
        const state = new State();
        const step = compile(state, ({ x }) => ({ y: tf.neg(x!) }));
        const x = tf.scalar(1);
        const before = tf.memory().numTensors;
        tf.tidy(() => void step({ x }));
        tf.tidy(() => void step({ x }));
        expect(tf.memory().numTensors).to.equal(before);
      });
    });
  }

  it('compilations are reported', () => {
    const seen: string[] = [];
    const runtime = createCompiledRuntime({ mode: 'graph', onCompile: ({ name }) => seen.push(name) });
    const step = runtime.compile('named', new State(), ({ x }) => ({ y: tf.neg(x!) }));
    expect(runtime.compilations).to.deep.equal([]);
    step({ x: tf.scalar(1) });
    step({ x: tf.scalar(2) });
    expect(seen).to.deep.equal(['named']);
    const [compilation] = runtime.compilations;
    expect(compilation).to.include({ name: 'named', mode: 'graph', shapes: 'x:float32[]', traced: 2 });
    expect(compilation!.seconds).to.be.within(0, 60);
  });

  describe('temporary folders', () => {
    it('are gone after compiling; those of processes that ended are swept, others stay', () => {
      const root = mkdtempSync(join(tmpdir(), 'saddle-test-'));
      const before = process.env['TMPDIR'];
      process.env['TMPDIR'] = root;
      try {
        const host = hostname().replaceAll(/[^A-Za-z0-9]/g, '_');
        const ended = Number(execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }));
        const left = join(root, `saddle-compile-${host}-${ended}-abc`);
        const running = join(root, `saddle-compile-${host}-${process.ppid}-abc`);
        const elsewhere = join(root, `saddle-compile-otherhost-${ended}-abc`);
        for (const folder of [left, running, elsewhere]) mkdirSync(folder);
        const runtime = createCompiledRuntime({ mode: 'graph' });
        expect([left, running, elsewhere].map((folder) => existsSync(folder))).to.deep.equal([false, true, true]);
        runtime.compile('step', new State(), ({ x }) => ({ y: tf.neg(x!) }))({ x: tf.scalar(1) });
        expect(readdirSync(root)).to.have.length(2);
      } finally {
        if (before === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = before;
        rmSync(root, { recursive: true, force: true });
      }
    });
  });
});
