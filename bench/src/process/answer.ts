import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** The file descriptor of answers: stdout and stderr belong to the libraries. */
const answers = 3;

export const answer = (value: unknown): void => void writeSync(answers, `${JSON.stringify({ value })}\n`);

export const answerError = (error: unknown): void =>
  void writeSync(answers, `${JSON.stringify({ error: error instanceof Error ? error.message : String(error) })}\n`);

export interface Request {
  readonly do: string;
  readonly [argument: string]: unknown;
}

/** Does what each line of stdin asks, one after the other, and answers each; ends with stdin. */
export async function serve(actions: Readonly<Record<string, (request: never) => unknown>>): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as Request;
    try {
      answer((await actions[request.do]!(request as never)) ?? null);
    } catch (error) {
      answerError(error);
    }
  }
}
