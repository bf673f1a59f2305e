import { isSaddleError, State, StepRandom, type ErrorCode, type SaddleError, type TensorMap } from '@saddle/core';
import { createCompiledRuntime, loadBackend } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';

type Step = (inputs: TensorMap) => TensorMap;

/** What tracing `step` throws. */
function errorOf(step: Step, state = new State(), inputs = { x: tf.tensor1d([1, 2, 3]) } as TensorMap): SaddleError {
  const runtime = createCompiledRuntime({ mode: 'graph' });
  try {
    runtime.compile('wrong', state, step)(inputs);
  } catch (error) {
    if (isSaddleError(error)) return error;
    throw error;
  } finally {
    tf.dispose(inputs);
  }
  throw new Error('The step was compiled.');
}

/** The error has the code and points at the line of this file with the comment `// here`, in the step's source. */
function expectError(error: SaddleError, code: ErrorCode, mark?: string): void {
  expect(error.code, error.message).to.equal(code);
  if (mark === undefined) return;
  const file = error.at!.file;
  expect(file).to.match(/silent-mistakes\.test\.ts$/);
  const line = readFileSync(file, 'utf8').split('\n')[error.at!.line! - 1];
  expect(line, `line ${error.at!.line}: ${error.message}`).to.include(`// ${mark}`);
}

describe('what a graph would get silently wrong is an error', () => {
  before(async () => {
    await loadBackend({ backend: 'tensorflow' });
  });

  describe('values read inside a step', () => {
    const reads: Record<string, (x: tf.Tensor) => unknown> = {
      dataSync: (x) => x.dataSync(),
      arraySync: (x) => x.arraySync(),
      data: (x) => void x.data(),
      array: (x: tf.Tensor) => void x.array(),
      toString: (x: tf.Tensor) => x.toString(),
      print: (x) => x.print(),
      'a number of a tensor': (x: unknown) => Number(x),
    };
    for (const [name, read] of Object.entries(reads)) {
      it(name, () => {
        const error = errorOf(({ x }) => {
          const doubled = tf.mul(x!, 2);
          read(doubled);
          return { y: doubled };
        });
        expectError(error, 'SADDLE_COMPILE_VALUE_READ');
        expect(error.at!.file).to.match(/silent-mistakes\.test\.ts$/);
      });
    }

    it('names the line, and cannot be hidden by a catch', () => {
      const error = errorOf(({ x }) => {
        try {
          x!.dataSync(); // values
        } catch {
          // A plugin that hides errors.
        }
        return { y: tf.neg(x!) };
      });
      expectError(error, 'SADDLE_COMPILE_VALUE_READ', 'values');
    });

    it('an async step', () => {
      const step = (async ({ x }: TensorMap) => ({ y: tf.neg(x!) })) as unknown as Step;
      expectError(errorOf(step), 'SADDLE_PLUGIN_CONTRACT');
    });
  });

  describe('randomness made in JavaScript', () => {
    it('Math.random', () => {
      const error = errorOf(({ x }) => {
        const noise = Math.random(); // dice
        return { y: tf.mul(x!, noise) };
      });
      expectError(error, 'SADDLE_COMPILE_JS_RANDOM', 'dice');
    });

    const draws: Record<string, () => tf.Tensor> = {
      randomNormal: () => tf.randomNormal([3], 0, 1, 'float32', 7),
      randomUniform: () => tf.randomUniform([3], 0, 1, 'float32', 7),
      truncatedNormal: () => tf.truncatedNormal([3], 0, 1, 'float32', 7),
      randomStandardNormal: () => tf.randomStandardNormal([3], 'float32', 7),
      randomGamma: () => tf.randomGamma([3], 2, 1, 'float32', 7),
      randomUniformInt: () => tf.randomUniformInt([3], 0, 9, 7),
    };
    for (const [name, draw] of Object.entries(draws)) {
      it(`tf.${name} with a seed`, () => {
        const error = errorOf(({ x }) => {
          const noise = draw();
          return { y: tf.add(x!, noise) };
        });
        expectError(error, 'SADDLE_COMPILE_JS_RANDOM');
        expect(error.message).to.include(`tf.${name}`);
      });
    }

    it('tf.dropout with a seed', () => {
      const error = errorOf(({ x }) => {
        return { y: tf.dropout(x!, 0.5, undefined, 3) }; // drop
      });
      expectError(error, 'SADDLE_COMPILE_JS_RANDOM', 'drop');
    });

    it('a dropout layer', () => {
      const layer = tf.layers.dropout({ rate: 0.5, seed: 3 });
      const error = errorOf(({ x }) => {
        return { y: layer.apply(x!, { training: true }) as tf.Tensor }; // layer
      });
      expectError(error, 'SADDLE_COMPILE_JS_RANDOM', 'layer');
    });

    it('tf.multinomial, which draws from a generator of its own', () => {
      const error = errorOf(({ x }) => {
        return { y: tf.multinomial(x as tf.Tensor1D, 3, 7) }; // multinomial
      });
      expectError(error, 'SADDLE_COMPILE_JS_RANDOM', 'multinomial');
    });

    it("the context's stream is no such thing", () => {
      const state = new State();
      const runtime = createCompiledRuntime({ mode: 'graph' });
      const step = runtime.compile('fine', state, ({ step }) => ({
        y: new StepRandom(1, step as tf.Scalar).normal([5]),
      }));
      const values = [0, 1].map((i) => [...step({ step: tf.scalar(i, 'int32') })['y']!.dataSync()]);
      expect(values[0]).to.not.deep.equal(values[1]);
      expect(values[1]).to.deep.equal([...new StepRandom(1, tf.scalar(1, 'int32')).normal([5]).dataSync()]);
    });
  });

  describe('JavaScript values that change', () => {
    it('a counter', () => {
      let calls = 0;
      const error = errorOf(({ x }) => {
        calls += 1;
        return { y: tf.mul(x!, calls) }; // counter
      });
      expectError(error, 'SADDLE_COMPILE_FROZEN', 'counter');
      expect(error.message).to.include('from 1 to 2');
    });

    it('a branch on a counter', () => {
      let calls = 0;
      const error = errorOf(({ x }) => {
        calls += 1;
        if (calls % 2 === 0) return { y: tf.neg(x!) }; // branch
        return { y: tf.mul(x!, 2) };
      });
      expectError(error, 'SADDLE_COMPILE_FROZEN', 'branch');
    });

    it('an op more or less at the end', () => {
      let calls = 0;
      const error = errorOf(({ x }): TensorMap => {
        calls += 1;
        return calls === 1 ? { y: tf.neg(x!), z: tf.abs(x!) } : { y: tf.neg(x!) };
      });
      expectError(error, 'SADDLE_COMPILE_FROZEN');
    });

    it('a host record that is read, and one that is changed', () => {
      const state = new State();
      const record = state.record('controller', { strength: 1 });
      const reading = errorOf(({ x }) => {
        const { strength } = record.value; // read
        return { y: tf.mul(x!, strength) };
      }, state);
      expectError(reading, 'SADDLE_COMPILE_FROZEN', 'read');
      expect(reading.message).to.include("'controller'");
      const changing = errorOf(({ x }) => {
        record.value = { strength: 2 }; // change
        return { y: tf.neg(x!) };
      }, state);
      expectError(changing, 'SADDLE_COMPILE_FROZEN', 'change');
      expect(record).to.deep.equal({ value: { strength: 1 } });
      record.value = { strength: 3 };
      expect(record.value).to.deep.equal({ strength: 3 });
    });

    it('a clock', () => {
      const error = errorOf(({ x }) => {
        return { y: tf.mul(x!, performance.now()) }; // clock
      });
      expectError(error, 'SADDLE_COMPILE_FROZEN', 'clock');
    });
  });

  describe('captured tensors', () => {
    it('one that was used before', () => {
      const captured = tf.neg(tf.scalar(3));
      const error = errorOf(({ x }) => {
        return { y: tf.mul(x!, captured) }; // captured
      });
      expectError(error, 'SADDLE_COMPILE_CAPTURED', 'captured');
    });

    it('one that was never used before, and so is uploaded inside the step', () => {
      const captured = tf.tensor1d([1, 2, 3]);
      const error = errorOf(({ x }) => {
        return { y: tf.mul(x!, captured) }; // uploaded
      });
      expectError(error, 'SADDLE_COMPILE_CAPTURED', 'uploaded');
    });

    it('one that is returned', () => {
      const captured = tf.neg(tf.scalar(3));
      expectError(
        errorOf(() => ({ y: captured })),
        'SADDLE_COMPILE_CAPTURED',
      );
    });

    it('one that is kept from the first call', () => {
      let kept: tf.Tensor | undefined;
      const error = errorOf(({ x }) => {
        kept ??= tf.keep(tf.neg(tf.scalar(3)));
        return { y: tf.mul(x!, kept) }; // kept
      });
      expectError(error, 'SADDLE_COMPILE_CAPTURED', 'kept');
    });

    it('one that is disposed', () => {
      const captured = tf.neg(tf.scalar(3));
      captured.dispose();
      const error = errorOf(({ x }) => {
        return { y: tf.mul(x!, captured) }; // disposed
      });
      expectError(error, 'SADDLE_COMPILE_CAPTURED', 'disposed');
    });

    it('an unregistered variable that is read', () => {
      const variable = tf.variable(tf.scalar(3));
      const error = errorOf(({ x }) => {
        return { y: tf.mul(x!, variable) }; // unregistered
      });
      expectError(error, 'SADDLE_COMPILE_CAPTURED', 'unregistered');
    });

    it('an unregistered variable that is only assigned', () => {
      const variable = tf.variable(tf.tensor1d([3, 3, 3]));
      const error = errorOf(({ x }) => {
        variable.assign(x as tf.Tensor1D); // assigned
        return { y: tf.neg(x!) };
      });
      expectError(error, 'SADDLE_COMPILE_CAPTURED', 'assigned');
    });

    it("an optimizer's learning rate", () => {
      const state = new State();
      const weight = state.adopt('weight', tf.variable(tf.scalar(1)));
      const optimizer = tf.train.sgd(0.1);
      const error = errorOf(({ x }) => {
        const loss = optimizer.minimize(() => tf.mean(tf.mul(x!, weight)) as tf.Scalar, true, [weight]); // rate
        return { loss: loss! };
      }, state);
      expectError(error, 'SADDLE_COMPILE_CAPTURED', 'rate');
    });
  });

  describe('variables', () => {
    it('created inside', () => {
      const error = errorOf(({ x }) => {
        return { y: tf.variable(x!) }; // created
      });
      expectError(error, 'SADDLE_COMPILE_VARIABLE', 'created');
    });

    it("created inside by an optimizer's first update", () => {
      const state = new State();
      const weight = state.adopt('weight', tf.variable(tf.scalar(1)));
      const optimizer = tf.train.rmsprop(0.1);
      const error = errorOf(({ x }) => {
        const loss = optimizer.minimize(() => tf.mean(tf.mul(x!, weight)) as tf.Scalar, true, [weight]); // slots
        return { loss: loss! };
      }, state);
      expectError(error, 'SADDLE_COMPILE_VARIABLE', 'slots');
    });

    it('disposed inside', () => {
      const state = new State();
      const weight = state.variable('weight', 1);
      const error = errorOf(({ x }) => {
        weight.dispose(); // gone
        return { y: tf.neg(x!) };
      }, state);
      expectError(error, 'SADDLE_COMPILE_VARIABLE', 'gone');
      expect(weight.dataSync()[0]).to.equal(1);
    });

    it('disposed after compiling', () => {
      const state = new State();
      const weight = state.variable('weight', 1);
      const step = createCompiledRuntime({ mode: 'graph' }).compile('late', state, () => ({ y: tf.neg(weight) }));
      step({});
      weight.dispose();
      expect(() => step({}))
        .to.throw("variable 'weight' was disposed")
        .with.property('code', 'SADDLE_COMPILE_CAPTURED');
    });
  });

  describe('what cannot be compiled', () => {
    it('shapes that depend on values', () => {
      const error = errorOf(({ x }) => {
        return { y: tf.unique(x as tf.Tensor1D).values }; // shaped
      });
      expectError(error, 'SADDLE_COMPILE_UNSUPPORTED', 'shaped');
    });

    it('texts', () => {
      const error = errorOf(({ x }) => {
        tf.neg(x!);
        return { y: tf.string.staticRegexReplace(tf.tensor1d(['a'], 'string'), 'a', 'b') }; // texts
      });
      expectError(error, 'SADDLE_COMPILE_UNSUPPORTED', 'texts');
    });

    it('a compiled step in a step', () => {
      const runtime = createCompiledRuntime({ mode: 'graph' });
      const inner = runtime.compile('inner', new State(), ({ x }) => ({ y: tf.neg(x!) }));
      const x = tf.tensor1d([1, 2, 3]);
      inner({ x });
      const error = errorOf(({ x }) => {
        return inner({ x: x! }); // nested
      });
      expectError(error, 'SADDLE_COMPILE_UNSUPPORTED', 'nested');
    });

    it('what XLA refuses names the op and its line', () => {
      const runtime = createCompiledRuntime({ mode: 'xla' });
      const step = runtime.compile('xla', new State(), ({ x }) => {
        return { y: tf.image.cropAndResize(x as tf.Tensor4D, [[0, 0, 1, 1]], [0], [2, 2]) }; // refused
      });
      try {
        step({ x: tf.ones([1, 4, 4, 1]) });
      } catch (error) {
        expectError(error as SaddleError, 'SADDLE_COMPILE_UNSUPPORTED', 'refused');
        return;
      }
      throw new Error('The step was compiled.');
    });
  });

  describe('shapes', () => {
    it('another shape is compiled by itself and announced, up to a limit', () => {
      const messages: string[] = [];
      const logger = {
        debug() {},
        info() {},
        error() {},
        warn: (text: string) => messages.push(text),
        scope: () => logger,
      };
      const runtime = createCompiledRuntime({ mode: 'graph', maximumShapes: 3, logger });
      const step = runtime.compile('mean', new State(), ({ x }) => ({ y: tf.mean(x!) }));
      for (let n = 1; n <= 3; n++) {
        expect(step({ x: tf.fill([n], 6) })['y']!.dataSync()[0]).to.equal(6);
        expect(step({ x: tf.fill([n], 7) })['y']!.dataSync()[0]).to.equal(7);
      }
      expect(runtime.compilations.map(({ shapes }) => shapes)).to.deep.equal([
        'x:float32[1]',
        'x:float32[2]',
        'x:float32[3]',
      ]);
      expect(messages).to.have.length(2);
      expect(() => step({ x: tf.fill([4], 6) }))
        .to.throw('x:float32[4]')
        .with.property('code', 'SADDLE_COMPILE_SHAPE');
      expect(step({ x: tf.fill([2], 8) })['y']!.dataSync()[0]).to.equal(8);
    });

    it('another type is another form', () => {
      const runtime = createCompiledRuntime({ mode: 'graph' });
      const step = runtime.compile('neg', new State(), ({ x }) => ({ y: tf.neg(x!) }));
      expect(step({ x: tf.tensor1d([1.5]) })['y']!.dataSync()[0]).to.equal(-1.5);
      expect(step({ x: tf.tensor1d([2], 'int32') })['y']!.dtype).to.equal('int32');
    });
  });

  it("a step's own error passes as it is, and everything is put back", () => {
    const state = new State();
    const weight = state.variable('weight', 1);
    const step = createCompiledRuntime({ mode: 'graph' }).compile('fails', state, () => {
      weight.assign(tf.scalar(5));
      throw new RangeError('my own');
    });
    const before = tf.memory().numTensors;
    expect(() => step({})).to.throw(RangeError, 'my own');
    expect(weight.dataSync()[0]).to.equal(1);
    expect(tf.memory().numTensors).to.equal(before);
    expect(Math.random()).to.be.within(0, 1);
  });
});
