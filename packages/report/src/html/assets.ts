import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);
const client = (file: string) => readFileSync(new URL(`../../client/${file}`, import.meta.url), 'utf8');

/** In the order they need each other. */
const scripts = [
  'theme',
  'tables',
  'pictures',
  'curve-axes',
  'curve-limits',
  'curve-progress',
  'curve-seeds',
  'curves',
  'start',
];

/** The page's own script with uPlot before it, to stand in the page. */
export function pageScript(): string {
  const plot = readFileSync(resolve('uplot/dist/uPlot.iife.min.js'), 'utf8');
  const own = scripts.map((name) => joined(client(`dist/${name}.js`))).join('\n');
  return inScript(`${plot}\n(() => {\n'use strict';\n${own}\n})();`);
}

/** A module as part of one scope: a page that is one file has nowhere to import from, and no name is used twice. */
const joined = (module: string) =>
  module
    .replaceAll(/^import [^;]*;\n/gm, '')
    .replaceAll(/^export (?=\w)/gm, '')
    .replaceAll(/^export \{\};\n?/gm, '');

export function pageStyle(): string {
  return `${fontFaces()}\n${readFileSync(resolve('uplot/dist/uPlot.min.css'), 'utf8')}\n${client('report.css')}`;
}

function fontFaces(): string {
  return [400, 600]
    .map((weight) => {
      const font = readFileSync(resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff2`)).toString(
        'base64',
      );
      return `@font-face { font-family: 'Saddle Sans'; font-weight: ${weight}; font-display: swap; src: url(data:font/woff2;base64,${font}) format('woff2'); }`;
    })
    .join('\n');
}

/** A closing tag inside a script would end it. */
const inScript = (source: string) => source.replaceAll('</script', String.raw`<\/script`);
