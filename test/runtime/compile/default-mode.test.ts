import { createCompiledRuntime, defaultCompileMode, loadBackend } from '@saddle/runtime';
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';

describe('how steps are run', () => {
  it('is XLA on native TensorFlow and off elsewhere, unless the config says', () => {
    expect(defaultCompileMode({ native: true })).to.equal('xla');
    expect(defaultCompileMode({ native: false })).to.equal('off');
  });

  it('compiling needs native TensorFlow', async () => {
    await loadBackend({ backend: 'tensorflow' });
    tf.env().set('IS_TEST', true);
    await tf.setBackend('cpu');
    try {
      expect(() => createCompiledRuntime({ mode: 'graph' }))
        .to.throw('native TensorFlow only')
        .with.property('code', 'SADDLE_RUNTIME_UNAVAILABLE');
    } finally {
      await tf.setBackend('tensorflow');
      tf.env().set('IS_TEST', false);
    }
  });
});
