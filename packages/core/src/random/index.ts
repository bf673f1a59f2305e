export { hash32 } from './hash.js';
export { HostRandom } from './host.js';
export { Philox, philox4x32 } from './philox.js';
export { fixedStream, StepRandom, type RandomStream } from './stream.js';
