import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { root } from '../support/installed-plugins.js';
import { guideBlocks } from './support/guide.js';

const execute = promisify(execFile);
const minutes = 60_000;

/**
 * The guide as a newcomer follows it: in a folder outside the repository, with the packages as `npm pack` makes them.
 * Only where the packages come from differs, since they are installed before they are published.
 */
describe('the guide to writing a plugin', function () {
  this.timeout(10 * minutes);
  const folder = mkdtempSync(join(tmpdir(), 'saddle-guide-'));
  const packs = join(folder, 'packs');
  const project = join(folder, 'my-gans');
  after(() => rmSync(folder, { recursive: true, force: true }));

  let at = project;
  const printed: string[] = [];

  async function run(command: string): Promise<string> {
    const [program, ...args] = command.split(' ');
    const { stdout, stderr } = await execute(program!, args, { cwd: at, maxBuffer: 2 ** 26 });
    printed.push(`${stdout}${stderr}`);
    return `${stdout}${stderr}`;
  }

  /** npm without scripts of packages, from its cache where it can. */
  const install = (what: readonly string[]) =>
    execute('npm', ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', ...what], {
      cwd: at,
      maxBuffer: 2 ** 26,
    });

  before('pack every package', async () => {
    mkdirSync(packs);
    mkdirSync(project);
    await execute('npm', ['pack', '--workspaces', '--ignore-scripts', '--silent', '--pack-destination', packs], {
      cwd: root,
    });
  });

  /** One line of the guide. */
  async function follow(line: string): Promise<void> {
    if (line === 'npm install @saddle/cli') {
      const tools = ['typescript', 'mocha', '@types/node'].map((name) => `${name}@${toolVersion(name)}`);
      await install([...readdirSync(packs).map((file) => join(packs, file)), ...tools]);
    } else if (line.startsWith('cd ')) {
      at = join(at, line.slice(3));
    } else if (line === 'npm install') {
      // The package lies inside the project, whose node_modules already has all that it names.
      const { devDependencies } = manifest(at);
      for (const name of Object.keys(devDependencies)) {
        expect(existsSync(join(project, 'node_modules', name)), name).to.equal(true);
      }
    } else {
      await run(line);
    }
  }

  const manifest = (path: string) =>
    JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as { devDependencies: Record<string, string> };
  const toolVersion = (name: string) => manifest(root).devDependencies[name]!;

  for (const block of guideBlocks('write-a-plugin.md', 'What a step may do')) {
    if (block.kind === 'commands') {
      for (const line of block.lines) it(`$ ${line}`, () => follow(line));
    } else {
      it(`the file ${block.name}`, () => {
        const path = join(project, block.name);
        // What a command has made must be what the guide shows.
        if (existsSync(path)) expect(readFileSync(path, 'utf8')).to.equal(block.text);
        else writeFileSync(path, block.text);
      });
    }
  }

  it('has trained, and compared two losses over three seeds', () => {
    expect(existsSync(join(project, 'runs/first/metrics.jsonl'))).to.equal(true);
    const report = readFileSync(join(project, 'studies/compare/report.html'), 'utf8');
    for (const name of ['my-hinge', 'non-saturating']) expect(report).to.include(name);
    expect(printed.join('\n')).to.match(/15 passed, 0 failed/);
    expect(printed.at(-1)).to.match(/16 passing/);
  });
});
