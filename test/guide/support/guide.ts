import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../support/installed-plugins.js';

/** A block of a guide: commands to run, or a file to be there. */
export type Block =
  | { readonly kind: 'commands'; readonly lines: readonly string[] }
  | { readonly kind: 'file'; readonly name: string; readonly text: string };

/** The blocks of a guide, in order, up to a heading. A file's first line is a comment with its name. */
export function guideBlocks(guide: string, until: string): Block[] {
  const text = readFileSync(join(root, 'docs/guide', guide), 'utf8');
  const end = text.indexOf(`\n## ${until}`);
  if (end < 0) throw new Error(`There is no heading '${until}' in ${guide}.`);
  return [...text.slice(0, end).matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, language, content]): Block[] => {
    if (language === 'sh') return [{ kind: 'commands', lines: content!.trim().split('\n') }];
    const name = /^(?:\/\/|#) (\S+\.\w+)\n/.exec(content!)?.[1];
    return name === undefined ? [] : [{ kind: 'file', name, text: content!.slice(content!.indexOf('\n') + 1) }];
  });
}
