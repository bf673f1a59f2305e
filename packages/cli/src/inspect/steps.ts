import { Player, StepRandom, type DatasetInfo, type ScalarMap, type StepCall } from '@saddle/core';
import type { ResolvedConfig } from '@saddle/config';
import * as tf from '@tensorflow/tfjs';
import type { Experiment } from '../compose/experiment.js';
import { unique } from '../compose/metrics.js';
import type { PlayerFacts, StepFacts, TermFacts } from './inspection.js';

/** Iterations whose schedule is looked at: every lazy penalty of use is due at least twice. */
const looked = 256;

/** Steps of different variants that are run, at most: a growing network has many. */
const mostForms = 24;

interface Minimised {
  readonly player: string;
  readonly trains: readonly string[];
  readonly terms: readonly string[];
}

/** Notes what every player minimises while `work` runs: all procedures hand their terms to this one method. */
function watchPlayers(work: () => void): Minimised[] {
  const seen: Minimised[] = [];
  const original = Player.prototype.gradients;
  Player.prototype.gradients = function (this: Player, objective) {
    return original.call(this, () => {
      const result = objective();
      const trains = [...new Set(this.parameters.map(({ name }) => name.split('/')[0]!))];
      seen.push({ player: this.name, trains, terms: Object.keys(result.terms) });
      return result;
    });
  };
  try {
    work();
  } finally {
    Player.prototype.gradients = original;
  }
  return seen;
}

const batchOf = ({ fields, sample }: DatasetInfo, rows: number) =>
  Object.fromEntries(
    Object.entries(fields).map(([name, { shape, dtype }]) => [
      name,
      dtype === 'int32'
        ? tf.zeros([rows, ...shape], 'int32')
        : tf.randomUniform([rows, ...shape], sample.range === 'symmetric' ? -1 : 0, 1, 'float32', 0),
    ]),
  );

/** Runs one form of a step once, on made-up data: only names are of interest. */
function runForm(experiment: Experiment, { step, variant }: StepCall) {
  const { procedure, data, run } = experiment;
  let reported: ScalarMap = {};
  let minimised: Minimised[] = [];
  tf.tidy(() => {
    const number = tf.scalar(0, 'int32');
    minimised = watchPlayers(() => {
      reported = procedure.steps[step]!(
        {
          batch: batchOf(data, run.batch),
          step: number,
          iteration: number,
          rates: Object.fromEntries(procedure.players.map((player) => [player, tf.scalar(0)])),
          random: new StepRandom(0, number, `/${step}`),
        },
        variant ?? {},
      );
    });
  });
  return { reports: Object.keys(reported), minimised };
}

/** n where the iterations are 0, n, 2n, …; 0 for any other rhythm. */
function rhythm(iterations: readonly number[], among: number): number {
  const [first, second] = iterations;
  if (first !== 0) return 0;
  const every = second ?? among;
  const expected = Math.ceil(among / every);
  return iterations.length === expected && iterations.every((iteration, i) => iteration === i * every) ? every : 0;
}

/** The named steps of a procedure: who minimises what in each, and how often. Leaves the experiment's weights changed. */
export function describeSteps(experiment: Experiment, config: ResolvedConfig): StepFacts[] {
  const { procedure, run } = experiment;
  const among = Math.min(looked, run.iterations);
  const forms = new Map<string, ReturnType<typeof runForm>>();
  const uses = new Map<string, { iterations: number[]; calls: number; form: ReturnType<typeof runForm> }[]>();
  for (let iteration = 0; iteration < among; iteration++) {
    for (const call of procedure.schedule(iteration)) {
      const key = JSON.stringify([call.step, call.variant ?? {}]);
      if (!forms.has(key)) {
        if (forms.size >= mostForms) continue;
        forms.set(key, runForm(experiment, call));
      }
      const form = forms.get(key)!;
      const mine = uses.get(call.step) ?? [];
      uses.set(call.step, mine);
      const known = mine.find((use) => use.form === form) ?? { iterations: [], calls: 0, form };
      if (!mine.includes(known)) mine.push(known);
      known.calls += 1;
      if (known.iterations.at(-1) !== iteration) known.iterations.push(iteration);
    }
  }
  return [...uses].map(([name, mine]) => ({
    name,
    perIteration: mine.reduce((sum, { calls }) => sum + calls, 0) / among,
    players: playersOf(mine, among, config),
    reports: [...new Set(mine.flatMap(({ form }) => form.reports))].filter(
      (report) => !mine.some(({ form }) => form.minimised.some(({ terms }) => terms.includes(report))),
    ),
  }));
}

function playersOf(
  uses: readonly { readonly iterations: readonly number[]; readonly form: ReturnType<typeof runForm> }[],
  among: number,
  config: ResolvedConfig,
): PlayerFacts[] {
  const regularizers = unique(config.regularizers.map(({ use }) => use));
  const names = [...new Set(uses.flatMap(({ form }) => form.minimised.map(({ player }) => player)))];
  return names.map((player) => {
    const mine = uses.flatMap(({ iterations, form }) =>
      form.minimised.filter((one) => one.player === player).map((one) => ({ ...one, iterations })),
    );
    const terms = [...new Set(mine.flatMap((one) => one.terms))].map((term): TermFacts => {
      const due = mine.filter((one) => one.terms.includes(term)).flatMap(({ iterations }) => iterations);
      const ordered = [...new Set(due)].sort((a, b) => a - b);
      const regularizer = config.regularizers[regularizers.indexOf(term)];
      return {
        name: term,
        every: rhythm(ordered, among),
        ...(regularizer && { weight: regularizer.weight }),
      };
    });
    return { player, trains: mine[0]!.trains, terms };
  });
}
