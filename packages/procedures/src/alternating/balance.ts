import type { HostRecord } from '@saddle/core';

/**
 * Chooses k, the discriminator steps per iteration, by how well the discriminator wins.
 *
 * Its accuracy a (the share of scores on the right side of zero, over both real and generated data) is averaged with
 * decay 0.95 per iteration. Every 20 iterations: a above 0.85 takes one step away (down to 1), a below 0.65 adds one
 * (up to 5). The state is a registered record, so a resumed run goes on with the same k.
 */
export const balance = {
  decay: 0.95,
  period: 20,
  easy: 0.85,
  hard: 0.65,
  most: 5,
} as const;

export interface BalanceState {
  k: number;
  accuracy: number;
}

export const initialBalance: BalanceState = { k: 1, accuracy: 0.75 };

/** One observation after iteration `iteration` (from 0). */
export function rebalance(record: HostRecord<BalanceState>, iteration: number, accuracy: number): void {
  const averaged = balance.decay * record.value.accuracy + (1 - balance.decay) * accuracy;
  let { k } = record.value;
  if ((iteration + 1) % balance.period === 0) {
    if (averaged > balance.easy) k = Math.max(1, k - 1);
    else if (averaged < balance.hard) k = Math.min(balance.most, k + 1);
  }
  record.value = { k, accuracy: averaged };
}
