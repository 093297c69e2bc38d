import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';
import { patience } from '../patience';

/** First the one without windows of its own, which costs the machine less for the same pages. */
const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

const INSTALL = 'no browser: install Chromium (Debian: apt-get install chromium) or name it in CHROMIUM';

/** No network but loopback, nothing asked of the outside. */
const FLAGS = [
  // A page lives for seconds: to optimise its scripts costs more than it gives.
  '--js-flags=--no-opt',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function findChromium(): string | undefined {
  return [process.env['CHROMIUM'] ?? '', ...PLACES].find((place) => place !== '' && existsSync(place));
}

let closesAtTheEnd = false;
let shared: Promise<Browser> | undefined;

/** One headless Chromium for the whole run. Rejects with what to install when there is none. */
export function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) return Promise.reject(new Error(INSTALL));
  shared ??= chromium.launch({ executablePath, args: FLAGS });
  return shared;
}

export async function closeBrowser(): Promise<void> {
  const closing = shared;
  shared = undefined;
  await (await closing)?.close();
}

/**
 * A suite that needs a browser. Without one it is pending, with what to install in its title; under CI it fails.
 * `tests` is called as the body of `describe`.
 */
export function describeInBrowser(title: string, tests: (this: Mocha.Suite) => void): void {
  if (findChromium() !== undefined || process.env['CI'] === 'true') {
    if (!closesAtTheEnd) after(closeBrowser);
    closesAtTheEnd = true;
    describe(title, function () {
      this.timeout(patience(60_000));
      tests.call(this);
    });
  } else {
    describe(`${title} (${INSTALL})`, () => {
      it('needs a browser');
    });
  }
}
