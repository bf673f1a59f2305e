import { readFileSync } from 'node:fs';

/** The stored output of a script in test/references. */
export const reference = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../references/${name}.json`, import.meta.url), 'utf8')) as T;
