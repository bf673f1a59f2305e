import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Members of a wheel like TensorFlow's, with a few bytes in place of the libraries. */
export const fakeMembers: Record<string, string> = {
  'tensorflow/libtensorflow_cc.so.2': 'the C++ library',
  'tensorflow/libtensorflow_framework.so.2': 'the framework library',
  'tensorflow/include/tensorflow/c/c_api.h': '// header',
  'tensorflow/include/external/unneeded.h': '// not needed',
  'tensorflow/python/unneeded.py': 'not needed',
};

const writeZip = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as wheel:
    for name, text in json.loads(sys.argv[2]).items():
        wheel.writestr(name, text)
`;

/**
 * An interpreter whose pip is made up, so that downloads are quick, offline and can fail in chosen ways; everything
 * else goes to the real Python. Every download is noted in `<folder>/downloads`.
 *
 * @param pip shell commands for `pip download`; `$dest` is the target folder, `$wheel` a wheel with `fakeMembers`
 */
export function fakePython(folder: string, pip = 'cp "$wheel" "$dest/"', version = 'Python 3.11.7'): string {
  const wheel = join(folder, 'tensorflow_cpu-2.21.0-cp311-cp311-linux_x86_64.whl');
  execFileSync('python3', ['-c', writeZip, wheel, JSON.stringify(fakeMembers)]);
  const path = join(folder, 'python3');
  writeFileSync(
    path,
    `#!/bin/sh
wheel='${wheel}'
if [ "$1" = --version ]; then echo '${version}'; exit; fi
if [ "$1 $2" != '-m pip' ]; then exec python3 "$@"; fi
if [ "$3" = --version ]; then echo 'pip 23.2 from nowhere'; exit; fi
while [ $# -gt 1 ]; do [ "$1" = --dest ] && dest=$2; shift; done
echo "$1" >> '${join(folder, 'downloads')}'
${pip}
`,
  );
  chmodSync(path, 0o755);
  return path;
}
