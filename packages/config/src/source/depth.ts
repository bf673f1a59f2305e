import type { CST } from 'yaml';

export type Token = CST.Token;

/**
 * The first token nested deeper than `limit` collections, found without recursion. What composes tokens to documents is
 * recursive, and an exhausted stack there can end the whole process.
 */
export function deepestToken(tokens: readonly Token[], limit: number): Token | undefined {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (depth > limit) return token;
    if (token.type === 'document' && token.value) open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const { key, value } of token.items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return undefined;
}
