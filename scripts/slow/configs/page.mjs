import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support.mjs';

const arxiv = /^(.*?)\(?arXiv:(\d{4}\.\d{4,5})/s;

/** What a config says about itself in its first comment, and the first paper in it. */
export function introductionOf(file) {
  const comments = [];
  for (const line of readFileSync(join(root, file), 'utf8').split('\n')) {
    if (line.startsWith('# yaml-language-server')) continue;
    if (!line.startsWith('#')) break;
    comments.push(line.slice(1).trim());
  }
  const text = comments.join(' ');
  return { text, paper: arxiv.exec(text)?.[2] };
}

const minutes = (seconds) => (seconds / 60).toFixed(1);
const changes = ({ changed }) => (changed.length > 0 ? changed.map((each) => `\`${each}\``).join(', ') : 'nothing');
const link = (id) => `[arXiv:${id}](https://arxiv.org/abs/${id})`;

/** @param record entries by name of the config */
export function pageOf(record) {
  const entries = Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = entries.map(([name, { file, iterations, seconds, figure }]) => {
    const { paper } = introductionOf(file);
    return `| [${name}](#${name}) | ${paper ? link(paper) : ''} | ${figure.text} | ${iterations.toLocaleString('en')} | ${minutes(seconds)} |`;
  });
  const sections = entries.map(
    ([name, entry]) => `## ${name}

${introductionOf(entry.file).text}

![${name}](../${entry.picture})

${entry.figure.text}. ${entry.iterations.toLocaleString('en')} iterations in ${minutes(entry.seconds)} minutes; changed for the record: ${changes(entry)}. ${entry.date}, commit ${entry.commit}, ${entry.versions}, ${entry.machine}.`,
  );
  return `# What each config gives

\`npm run slow -- configs --mnist <folder> --cifar10 <folder>\` trains every config in \`configs/\` and measures its last weights (averaged ones where the config asks for them); \`--only a,b\` does some of them anew. What it measured is in [configs.json](configs.json). Minutes are those of the iterations at their median pace, on two cores that other work shared; compiling, measuring and pauses are not in them.

Seed 0. A run of another seed, or of another machine's order of sums, gives other figures: of one run each, they say what to expect and not which method is better. For that see [comparing variants](../guide/compare-variants.md).

- Points: 2,500 samples; one is of high quality within three standard deviations of a mode, and a mode is covered if it has one.
- Pictures: FID_5000 on the features of a small classifier trained on the same data, and the classes that it sees among 5,000 samples. Where training saw 500 pictures, they are compared with all 10,000.
- Translations: mean absolute difference from the right answers. The pictures show source, result and right answer.

| config | paper | figure | iterations | minutes |
|---|---|---|---|---|
${rows.join('\n')}

${sections.join('\n\n')}
`;
}
