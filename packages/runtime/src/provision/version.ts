/** The first dotted number in a text, e.g. '3.11.7' in 'Python 3.11.7'. */
export const findVersion = (text: string): string | undefined => /\d+(?:\.\d+)+/.exec(text)?.[0];

/** True when `version` is `least` or newer, compared number by number. */
export function atLeast(version: string, least: string): boolean {
  const numbers = (text: string) => text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  const have = numbers(version);
  const want = numbers(least);
  for (let i = 0; i < want.length; i++) {
    const difference = (have[i] ?? 0) - want[i]!;
    if (difference !== 0) return difference > 0;
  }
  return true;
}
