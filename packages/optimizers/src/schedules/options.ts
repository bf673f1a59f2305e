import { z } from 'zod';

/** Options of a decline over the budget. */
export const declineOptions = z.strictObject({
  start: z.number().min(0).lt(1).default(0).describe('Share of the budget before the decline begins'),
  end: z.number().min(0).max(1).default(0).describe('Factor at the end of the budget'),
});
