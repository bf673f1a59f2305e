import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SaddleError } from '@saddle/core';
import type { Report } from './options.js';
import { run, tail } from './process.js';

/** Unpacks the members of a zip whose names match a pattern, without their first folder. Python is there with pip. */
const unpackScript = `
import os, re, shutil, sys, zipfile
archive, target, pattern = sys.argv[1:4]
with zipfile.ZipFile(archive) as wheel:
    for member in wheel.infolist():
        if member.is_dir() or not re.search(pattern, member.filename):
            continue
        path = os.path.normpath(os.path.join(target, member.filename.split('/', 1)[1]))
        if not path.startswith(os.path.normpath(target) + os.sep):
            raise SystemExit('unsafe path in the archive: ' + member.filename)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with wheel.open(member) as source, open(path, 'wb') as out:
            shutil.copyfileobj(source, out, 1 << 20)
`;

/** Reads the whole archive, which compares every member's checksum as well. */
export async function unpackWheel(python: string, wheel: string, target: string, pattern: string): Promise<void> {
  const result = await run(python, ['-c', unpackScript, wheel, target, pattern]);
  if (result.status !== 0) throw failed('The wheel could not be unpacked', tail(result, 3));
}

function failed(what: string, output: string): SaddleError {
  const advice = /No space left|ENOSPC|Errno 28/i.test(output)
    ? 'The disk is full: free about 3 GB, or set XDG_CACHE_HOME to a folder on another disk.'
    : /No matching distribution|Could not find a version/i.test(output) &&
        !/NewConnectionError|Temporary failure|Name or service|ConnectTimeout|Max retries|ProxyError|Network is unreachable/i.test(
          output,
        )
      ? 'There is no such wheel for this platform and Python; choose another version with `saddle setup --tf-version`.'
      : 'Check the network (a proxy or mirror is set with `python3 -m pip config set global.index-url URL`), then run `saddle setup` again.';
  return new SaddleError('SADDLE_RUNTIME_SETUP', {
    problem: `${what}:\n    ${output.replaceAll('\n', '\n    ')}`,
    advice,
  });
}

/** Only shared libraries are used, and they are the same for each Python: any of these wheels will do. */
const otherPythons = ['3.13', '3.12', '3.11', '3.10'];

async function folderSize(directory: string): Promise<number> {
  let total = 0;
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    total += await stat(join(entry.parentPath, entry.name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return total;
}

/**
 * Downloads one wheel by the user's own pip, so that mirrors, proxies and certificates set up there apply.
 *
 * @param requirement e.g. 'tensorflow-cpu==2.21.0'
 * @param directory an empty folder; pip's temporary files go there too, as /tmp is often small
 * @returns the wheel's path
 */
export async function downloadWheel(
  python: string,
  requirement: string,
  directory: string,
  report: Report,
): Promise<string> {
  const target = join(directory, 'wheel');
  const temporary = join(directory, 'pip');
  await Promise.all([mkdir(target, { recursive: true }), mkdir(temporary, { recursive: true })]);
  const environment = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  const pip = (extra: readonly string[]) =>
    run(
      python,
      ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check', '--no-input'].concat(
        ['--progress-bar', 'off', '--retries', '2', '--dest', target, ...extra, requirement],
      ),
      { env: environment },
    );
  const progress = setInterval(() => {
    void folderSize(directory).then((bytes) => {
      if (bytes > 0) report(`  ${requirement}: ${Math.round(bytes / 1e6)} MB so far`);
    });
  }, 10_000);
  try {
    let result = await pip([]);
    const noWheel = () =>
      result.status !== 0 && /No matching distribution|Could not find a version/i.test(result.stderr);
    for (const version of otherPythons) {
      if (!noWheel()) break;
      const attempt = await pip(['--python-version', version, '--implementation', 'cp']);
      if (attempt.status === 0) result = attempt;
    }
    const wheels = (await readdir(target)).filter((name) => name.endsWith('.whl'));
    if (result.status === 0 && wheels.length === 1) return join(target, wheels[0]!);
    throw failed(`pip could not download ${requirement}`, tail(result));
  } finally {
    clearInterval(progress);
  }
}
