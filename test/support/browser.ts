import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const places = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A headless Chromium of this machine, or undefined, with a word on how to get one. */
export async function launchBrowser(): Promise<Browser | undefined> {
  const executablePath = places.find((place) => place && existsSync(place));
  if (!executablePath) {
    console.warn(
      'SKIPPED: no Chromium found (apt-get install chromium, or set CHROMIUM); the report is not tested in a browser.',
    );
    return undefined;
  }
  return chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
