import * as tf from '@tensorflow/tfjs';
import type { NetworkDefinition } from '../contracts/architecture.js';
import { Network } from '../networks/network.js';
import { withSeededMathRandom } from '../random/math-random.js';
import { HostRandom } from '../random/host.js';
import { fixedStream, type StepRandom } from '../random/stream.js';
import type { State } from '../state/state.js';

/** What a network's builder may draw its initial weights from, keyed by the network's name. */
export interface InitialRandom {
  readonly random: StepRandom;
  readonly hostRandom: HostRandom;
}

/** Builds a run's networks and registers their weights. */
export class NetworkFactory {
  constructor(
    private readonly seed: number,
    private readonly state: State,
  ) {}

  /**
   * @param name unique in the run; weights are registered as `name/…`
   * @param primary what the first output is called
   */
  build(name: string, primary: 'samples' | 'scores', define: (initial: InitialRandom) => NetworkDefinition): Network {
    const hostRandom = new HostRandom(this.seed, `initial/${name}`);
    let definition!: NetworkDefinition;
    // tfjs leaves each weight's initial value allocated; the variables made of them outlive the tidy.
    tf.tidy(() => {
      const random = fixedStream(this.seed, `initial/${name}`);
      // Layers left with tfjs's default initializers repeat too: those draw their seeds from Math.random.
      definition = withSeededMathRandom(hostRandom.scope('defaults'), () => define({ random, hostRandom }));
    });
    return new Network(name, definition, primary, this.state);
  }
}
