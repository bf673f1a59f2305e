import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { RandomStream } from '../random/stream.js';
import type { Network } from '../networks/network.js';
import type { ScalarMap, TensorMap } from './tensors.js';

/** Static facts that choose between forms of one step (a lazy penalty due, a growth stage): each is compiled by itself. */
export type StepVariant = Readonly<Record<string, string | number | boolean>>;

/** What a step gets; all that changes from call to call comes in as tensors. */
export interface StepInputs {
  /** The data batch's fields, `[batch, …]`. */
  readonly batch: TensorMap;
  /** The number of this step in the run, int32 scalar: keys the random numbers. */
  readonly step: Scalar;
  /** The iteration it belongs to, int32 scalar. */
  readonly iteration: Scalar;
  /** Learning rates by player, float32 scalars. */
  readonly rates: ScalarMap;
  /** Random numbers of this call. */
  readonly random: RandomStream;
}

/** A pure function of (registered state, inputs): reads and assigns state, returns scalars to report. */
export type TrainingStep = (inputs: StepInputs, variant: StepVariant) => Record<string, Scalar>;

export interface StepCall {
  readonly step: string;
  readonly variant?: StepVariant;
  /** 'next' takes a fresh batch from the data, 'same' the previous step's; an iteration's first step always a fresh one. */
  readonly batch: 'next' | 'same';
}

export interface SampleRequest {
  /** Generator inputs, such as a latent batch's fields or the source pictures of a translation. */
  readonly inputs: TensorMap;
  readonly random: RandomStream;
  /** What the networks take at sampling (`Network.options`), such as `{ truncation: 0.7 }`; further options of `apply`. */
  readonly options?: Readonly<Record<string, number>>;
}

/** What a procedure translates: fields of a batch. */
export interface Translation {
  /** The field that `generate` takes in place of latents. */
  readonly source: string;
  /** The field with the right answers, where data come in pairs. */
  readonly target?: string;
  /** Whether `generate` also goes the other way, from inputs called `samples`. */
  readonly inverse?: boolean;
}

/**
 * Which networks exist and which named steps run in which order. The loop knows nothing else of training.
 */
export interface Procedure {
  /** Every network that is trained, by name. */
  readonly networks: Readonly<Record<string, Network>>;
  /** Who owns an optimizer: the keys that `optimizers:` of the config must have. */
  readonly players: readonly string[];
  readonly steps: Readonly<Record<string, TrainingStep>>;
  /** True if `schedule` depends on the iteration number alone: then several iterations may run in one call. */
  readonly fixedSchedule: boolean;
  /** The steps of iteration `iteration` (from 0), from its number and registered state only. */
  schedule(iteration: number): readonly StepCall[];
  /** What the steps of one iteration reported, by step name; for controllers on the host, which keep registered records. */
  observe?(iteration: number, reports: Readonly<Record<string, Readonly<Record<string, number>>>>): void;
  /** There where samples are made from pictures: `latents` is then empty and examples of the data take its place. */
  readonly translation?: Translation;
  /** Fresh generator inputs for `count` samples. */
  latents(count: number, random: RandomStream, labels?: Tensor): TensorMap;
  /** Samples in data range from generator inputs, by the averaged generator where there is one. Compiled by the caller. */
  generate(request: SampleRequest): Tensor;
  /** Raw scores of samples, where the procedure has such a thing: for pictures of the field and for rejection sampling. */
  score?(samples: Tensor, labels?: Tensor): Tensor;
}
