/** Text in a table's cell. */
export const cell = (text: string): string => text.replaceAll('|', String.raw`\|`).replaceAll(/\s*\n\s*/g, ' ');

export const code = (text: string): string => `\`${text}\``;

/** A table; nothing where there are no rows. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string[] =>
  rows.length === 0
    ? []
    : [
        `| ${head.join(' | ')} |`,
        `| ${head.map(() => '---').join(' | ')} |`,
        ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
        '',
      ];

/** Every page says where it is from, so that nobody mends it by hand. */
export const page = (title: string, lines: readonly string[]): string =>
  [`# ${title}`, '', '<!-- Made by `saddle reference`; do not edit. -->', '', ...lines]
    .join('\n')
    .trimEnd()
    .concat('\n');
