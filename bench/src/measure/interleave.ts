import type { Block } from '../record.js';

/** Something that can be run in blocks, in a process that waits between them. */
export interface Contestant {
  readonly name: string;
  /** Runs a block. Returns its seconds. */
  block(iterations: number): Promise<number>;
  readonly iterations: number;
}

/** Every round runs a block of each contestant, beginning with another one each time: what disturbs, disturbs all alike. */
export async function interleave(
  contestants: readonly Contestant[],
  rounds: number,
  say: (round: number) => void,
): Promise<Map<string, Block[]>> {
  const blocks = new Map<string, Block[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < contestants.length; i++) {
      const { name, iterations, block } = contestants[(round + i) % contestants.length]!;
      blocks.get(name)!.push({ round, iterations, seconds: await block(iterations) });
    }
    say(round + 1);
  }
  return blocks;
}
