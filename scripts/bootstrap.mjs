// Entry of `npm run quickstart`, `npm test`, `npm run check` and `npm run bench`: installs, builds and provisions what is
// missing, then does what was asked. Plain syntax and no static imports, so that an old Node reaches the message below.
const least = [20, 11];
const found = process.versions.node.split('.').map(Number);

if (found[0] < least[0] || (found[0] === least[0] && found[1] < least[1])) {
  console.error(
    'Saddle needs Node.js ' +
      least.join('.') +
      ' or newer; this is ' +
      process.versions.node +
      '.\n' +
      '  Install a current one from https://nodejs.org, then run the command again.',
  );
  process.exitCode = 1;
} else {
  import('./bootstrap/main.mjs')
    .then(({ main }) => main(process.argv.slice(2)))
    .then(
      (status) => {
        process.exitCode = status;
      },
      (error) => {
        console.error(error && error.expected ? error.message : error);
        process.exitCode = 1;
      },
    );
}
