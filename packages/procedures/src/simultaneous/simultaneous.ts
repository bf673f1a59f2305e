import {
  defineProcedure,
  duePenalties,
  dueVariant,
  Game,
  gameServices,
  type Objective,
  type PlayerName,
  type Procedure,
  type StepInputs,
  type StepVariant,
} from '@saddle/core';

const both = ['discriminator', 'generator'] as const satisfies PlayerName[];

/** Both players move at once, from gradients at the same point: their own, or one that they would come to. */
function simultaneous(game: Game, extrapolate: boolean): Procedure {
  const step = (inputs: StepInputs, variant: StepVariant) => {
    const latents = game.draw(inputs);
    const objective = (player: PlayerName, controlling: boolean) => (): Objective => {
      const fake = game.generate(latents, inputs.random);
      const view = game.look({ ...inputs, player, latents, fake, together: false });
      return {
        terms: game.terms(player, view, duePenalties(game.penalties[player], variant)),
        ...(controlling && { report: game.scoreReport(view) }),
      };
    };
    const measure = (controlling: boolean) =>
      both.map((player) =>
        game.players[player].gradients(objective(player, controlling && player === 'discriminator')),
      );
    const move = (measured: ReturnType<typeof measure>) =>
      both.map((player, i) => game.players[player].apply(measured[i]!.gradients, inputs.rates[player]!));

    /** Gradients at the point that both would come to from where they stand. */
    const ahead = (standing: ReturnType<typeof measure>) => {
      const variables = both.flatMap((player) => game.players[player].parameters).map(({ variable }) => variable);
      const before = variables.map((variable) => variable.clone());
      move(standing);
      const found = measure(false);
      variables.forEach((variable, i) => variable.assign(before[i]!));
      return found;
    };
    const standing = measure(true);
    const norms = move(extrapolate ? ahead(standing) : standing);
    for (const player of both) game.constrain(player);
    game.average?.update(inputs.iteration);
    // What is reported is of where they stood, as with every procedure, but for the norms of the gradients taken.
    const reports = both.map((player, i) => ({ ...standing[i]!.report, 'gradient-norm': norms[i]! }));
    return Object.fromEntries(
      reports.flatMap((report, i) => Object.entries(report).map(([name, value]) => [`${both[i]}/${name}`, value])),
    );
  };
  return {
    ...game.common,
    steps: { both: step },
    fixedSchedule: true,
    schedule: (iteration) => [
      {
        step: 'both',
        variant: dueVariant([...game.penalties.discriminator, ...game.penalties.generator], iteration),
        batch: 'next',
      },
    ],
  };
}

export const simultaneousDescent = defineProcedure({
  name: 'simultaneous',
  summary: 'Both players move at once, from gradients at the same point',
  paper: 'Mescheder et al., Which Training Methods for GANs do actually Converge?, 2018, arXiv:1801.04406, section 2',
  inject: gameServices,
  create: (_, services) => simultaneous(new Game(services), false),
});

export const extragradient = defineProcedure({
  name: 'extragradient',
  summary:
    'Both players step ahead, look at the gradients there, and take those from where they stood; with adam: ExtraAdam',
  paper: 'Gidel et al., A Variational Inequality Perspective on GANs, 2019, arXiv:1802.10551, algorithms 3 and 4',
  inject: gameServices,
  create: (_, services) => simultaneous(new Game(services), true),
});
