import * as tf from '@tensorflow/tfjs';
import type { DatasetInfo, HostBatch } from '../contracts/dataset.js';
import type { Procedure, StepCall } from '../contracts/procedure.js';
import type { Runtime } from '../contracts/runtime.js';
import type { ScalarMap, TensorMap } from '../contracts/tensors.js';
import { StepRandom } from '../random/stream.js';
import type { State } from '../state/state.js';

/** One step of a call: which, in which iteration, on which of the call's batches. */
export interface PlannedStep {
  readonly call: StepCall;
  readonly iteration: number;
  /** Position of its batch among the call's. */
  readonly batch: number;
}

/** The steps of `count` iterations from `first` on. The first step of an iteration always takes a fresh batch. */
export function planSteps(procedure: Procedure, first: number, count: number): PlannedStep[] {
  let batch = -1;
  const iterations = Array.from({ length: count }, (_, i) => first + i);
  return iterations.flatMap((iteration) =>
    procedure.schedule(iteration).map((call, position) => {
      if (call.batch === 'next' || position === 0) batch += 1;
      return { call, iteration, batch };
    }),
  );
}

const variantKey = ({ step, variant, batch }: StepCall): string => {
  const chosen = Object.entries(variant ?? {}).filter(([, value]) => value !== false);
  const suffix = chosen.map(([name, value]) => (value === true ? name : `${name}=${value}`)).join(',');
  return `${step}${suffix ? `[${suffix}]` : ''}${batch === 'same' ? '' : '*'}`;
};

/** What a step reported: values by name, in the order of the planned steps. */
export type Reports = Readonly<Record<string, number>>[];

export interface CallInputs {
  readonly steps: readonly PlannedStep[];
  /** Number of the call's first step in the run. */
  readonly firstStep: number;
  readonly batches: readonly HostBatch[];
  /** Learning rates by player, for each planned step. */
  readonly rates: readonly Readonly<Record<string, number>>[];
}

interface CompiledCall {
  readonly run: (inputs: TensorMap) => TensorMap;
  /** Names of the reported scalars, per planned step; known once the function has run. */
  readonly reported: string[][];
}

/**
 * Runs planned steps, as one call of the runtime unless steps repeat within an iteration: few small uploads, one small
 * download, whatever the number of steps. Calls of the same form share one compiled function.
 */
export class StepCaller {
  readonly #calls = new Map<string, CompiledCall>();

  constructor(
    private readonly procedure: Procedure,
    private readonly runtime: Runtime,
    private readonly state: State,
    private readonly seed: number,
    /** Of one example. */
    private readonly fields: DatasetInfo['fields'],
    private readonly batch: number,
  ) {}

  call(inputs: CallInputs): Reports {
    return programsOf(inputs).flatMap((program) => this.#run(program));
  }

  #run({ steps, firstStep, batches, rates }: CallInputs): Reports {
    const compiled = this.#compiled(steps);
    const players = this.procedure.players;
    const inputs: Record<string, tf.Tensor> = {
      // A column of step numbers, a column of iteration numbers.
      numbers: tf.tensor2d(
        Int32Array.from(steps.flatMap(({ iteration }, i) => [(firstStep + i) | 0, iteration])),
        [steps.length, 2],
        'int32',
      ),
      rates: tf.tensor2d(Float32Array.from(rates.flatMap((byPlayer) => players.map((player) => byPlayer[player]!))), [
        steps.length,
        players.length,
      ]),
    };
    for (const [name, { shape, dtype }] of Object.entries(this.fields)) {
      inputs[`batch/${name}`] = tf.tensor(stack(batches, name), [batches.length, this.batch, ...shape], dtype);
    }
    const report = tf.tidy(() => compiled.run(inputs)['report']!);
    const values = report.dataSync();
    tf.dispose([report, ...Object.values(inputs)]);
    let next = 0;
    return compiled.reported.map((names) => Object.fromEntries(names.map((name) => [name, values[next++]!])));
  }

  #compiled(steps: readonly PlannedStep[]): CompiledCall {
    const key = steps.map(({ call, batch }) => `${variantKey(call)}${batch}`).join(' ');
    let compiled = this.#calls.get(key);
    if (!compiled) {
      const reported: string[][] = [];
      const run = this.runtime.compile(callName(steps), this.state, (inputs) =>
        this.#runSteps(steps, inputs, reported),
      );
      compiled = { run, reported };
      this.#calls.set(key, compiled);
    }
    return compiled;
  }

  #runSteps(steps: readonly PlannedStep[], inputs: TensorMap, reported: string[][]): TensorMap {
    const numbers = inputs['numbers']!;
    const rates = inputs['rates']!;
    const at = (tensor: tf.Tensor, row: number, column: number) =>
      tf.reshape(tf.slice(tensor, [row, column], [1, 1]), []) as tf.Scalar;
    const scalars = steps.flatMap(({ call, batch }, i) => {
      const step = at(numbers, i, 0);
      const fields = Object.keys(this.fields).map((name) => [name, pick(inputs[`batch/${name}`]!, batch)]);
      const results: ScalarMap = this.procedure.steps[call.step]!(
        {
          batch: Object.fromEntries(fields) as TensorMap,
          step,
          iteration: at(numbers, i, 1),
          rates: Object.fromEntries(this.procedure.players.map((player, p) => [player, at(rates, i, p)])),
          random: new StepRandom(this.seed, step, `/${call.step}`),
        },
        call.variant ?? {},
      );
      reported[i] = Object.keys(results);
      return Object.values(results);
    });
    return { report: tf.stack(scalars) };
  }
}

/**
 * A call as the programs that run it: one, unless it is of one iteration with a step more than once, such as five critic
 * steps. Then each step is a program by itself, since one that is run five times is compiled in a fifth of the time.
 */
export function programsOf(inputs: CallInputs): CallInputs[] {
  const { steps } = inputs;
  const repeats = new Set(steps.map(({ call }) => call.step)).size < steps.length;
  return repeats && steps[0]!.iteration === steps.at(-1)!.iteration ? stepByStep(inputs) : [inputs];
}

/** A call as one program for each of its steps. */
export function stepByStep({ steps, firstStep, batches, rates }: CallInputs): CallInputs[] {
  return steps.map((step, i) => ({
    steps: [{ ...step, batch: 0 }],
    firstStep: firstStep + i,
    batches: [batches[step.batch]!],
    rates: [rates[i]!],
  }));
}

const callName = (steps: readonly PlannedStep[]): string => {
  const names = steps.map(({ call }) => variantKey(call).replace('*', ''));
  const iterations = new Set(steps.map(({ iteration }) => iteration)).size;
  const one = names.slice(0, names.length / iterations).join('+');
  return iterations > 1 ? `${iterations}x(${one})` : one;
};

/** The i-th of stacked batches. */
const pick = (stacked: tf.Tensor, i: number): tf.Tensor =>
  stacked.shape[0] === 1
    ? tf.reshape(stacked, stacked.shape.slice(1))
    : tf.reshape(
        tf.slice(stacked, [i, ...stacked.shape.slice(1).map(() => 0)], [1, ...stacked.shape.slice(1)]),
        stacked.shape.slice(1),
      );

/** One buffer of a field of all batches. A lone batch's buffer is fresh already. */
function stack(batches: readonly HostBatch[], name: string): Float32Array | Int32Array {
  const parts = batches.map((batch) => batch[name]!);
  if (parts.length === 1) return parts[0]!;
  const whole =
    parts[0] instanceof Int32Array
      ? new Int32Array(parts.length * parts[0].length)
      : new Float32Array(parts.length * parts[0]!.length);
  parts.forEach((part, i) => whole.set(part, i * part.length));
  return whole;
}
