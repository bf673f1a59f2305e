import { availableParallelism } from 'node:os';
import { tensorFlowEnvironment } from '@saddle/runtime';
import { expect } from 'chai';

describe('tensorFlowEnvironment', () => {
  it('switches oneDNN on, keeps the log quiet and uses every processor', () => {
    const threads = String(availableParallelism());
    expect(tensorFlowEnvironment({}, {})).to.deep.equal({
      TF_ENABLE_ONEDNN_OPTS: '1',
      TF_CPP_MIN_LOG_LEVEL: '3',
      TF_NUM_INTRAOP_THREADS: threads,
      TF_NUM_INTEROP_THREADS: threads,
    });
  });

  it("puts options before the user's variables, and those before defaults", () => {
    const given = { TF_ENABLE_ONEDNN_OPTS: '0', TF_CPP_MIN_LOG_LEVEL: '0', TF_NUM_INTRAOP_THREADS: '7' };
    expect(tensorFlowEnvironment({}, given)).to.include(given);
    expect(tensorFlowEnvironment({ oneDNN: true, threads: 3, logLevel: 3 }, given)).to.deep.equal({
      TF_ENABLE_ONEDNN_OPTS: '1',
      TF_CPP_MIN_LOG_LEVEL: '3',
      TF_NUM_INTRAOP_THREADS: '3',
      TF_NUM_INTEROP_THREADS: '3',
    });
  });

  it("adds XLA's cache to the user's other flags for XLA", () => {
    const flag = '--tf_xla_persistent_cache_directory=';
    const { TF_XLA_FLAGS } = tensorFlowEnvironment(
      { xlaCacheDirectory: '/mine' },
      { TF_XLA_FLAGS: `--tf_xla_clustering_debug ${flag}/other` },
    );
    expect(TF_XLA_FLAGS).to.equal(`--tf_xla_clustering_debug ${flag}/mine`);
  });
});
