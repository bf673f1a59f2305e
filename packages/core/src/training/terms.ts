import type { PlayerName, Regularizer } from '../contracts/regularizer.js';
import type { StepVariant } from '../contracts/procedure.js';

/** A regularizer with what the config says of it. */
export interface ActiveRegularizer {
  /** Its name in reports, unique in the run: the plugin's name, numbered where used twice. */
  readonly name: string;
  readonly regularizer: Regularizer;
  readonly player: PlayerName;
  readonly weight: number;
  /** Lazy regularization (Karras et al. 2020, appendix B): part of every n-th step, weighted n-fold. */
  readonly every: number;
}

/** The regularizers of `player` with a penalty. */
export const penaltiesOf = (regularizers: readonly ActiveRegularizer[], player: PlayerName): ActiveRegularizer[] =>
  regularizers.filter((active) => active.player === player && active.regularizer.penalty);

/** Which lazy penalties are due at an iteration, as the variant of the player's step. */
export const dueVariant = (penalties: readonly ActiveRegularizer[], iteration: number): StepVariant =>
  Object.fromEntries(
    penalties.filter(({ every }) => every > 1).map(({ name, every }) => [name, iteration % every === 0]),
  );

/** The penalties that take part in a step of this variant. */
export const duePenalties = (penalties: readonly ActiveRegularizer[], variant: StepVariant): ActiveRegularizer[] =>
  penalties.filter(({ name, every }) => every === 1 || variant[name] === true);
