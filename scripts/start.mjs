// Starts Node-RED on loopback with this package and its examples, in .node-red/ of the checkout, which is kept.
// npm start -- --market FILE --speed X: the examples' sandbox replays the candles of FILE, X a second.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { root, setup } from './setup.mjs';

const host = '127.0.0.1';
const userDir = path.join(root, '.node-red');

const port = portFrom(process.env.PORT);
const { market, speed } = readArguments(process.argv.slice(2));
await refuseBusy(port);
setup();
await checkMarket();
prepare();
await startBroker();
run();

function portFrom(text) {
  if (!text) return 1880;
  if (/^[1-9][0-9]{0,4}$/.test(text) && Number(text) < 65536) return Number(text);
  return fail(`PORT must be a number from 1 to 65535, not "${text}".`);
}

/** @returns `FILE` or `PRODUCT=FILE` with a whole path, and candles a second; both undefined without --market */
function readArguments(given) {
  try {
    const options = { market: { type: 'string' }, speed: { type: 'string' } };
    const { values } = parseArgs({ args: given, options });
    if (values.market === undefined) {
      return values.speed === undefined
        ? {}
        : fail('--speed is for a replayed market: give --market FILE as well.');
    }
    const [, product = '', file] = /^([A-Z0-9]+-[A-Z0-9]+=)?(.*)$/s.exec(values.market);
    // npm runs this in the checkout; the path is meant from where the user typed it.
    const whole = path.resolve(process.env.INIT_CWD ?? process.cwd(), file);
    return { market: product + whole, speed: values.speed ?? '1' };
  } catch (error) {
    return fail(`${error.message} (npm start -- [--market FILE [--speed X]])`);
  }
}

/** Tells what is wrong with the candles before anything starts, with the sandbox's own words. */
async function checkMarket() {
  if (market === undefined) return;
  const built = path.join(root, 'dist', 'nodes', 'lib', 'sandbox');
  const { settingsFrom } = await import(path.join(built, 'server', 'settings.js'));
  const { readMarketFiles } = await import(path.join(built, 'market-files.js'));
  try {
    const settings = settingsFrom({ market, speed: Number(speed) });
    const [{ candles }] = await readMarketFiles(settings.market, settings.speed);
    const minutes = candles.times.length / settings.speed / 60;
    const { productId, file } = settings.market[0];
    console.log(
      `The sandbox replays ${candles.times.length} candles of ${productId} from ${file}, ` +
        `${speed} a second: ${minutes.toFixed(1)} minutes from the first order on.`,
    );
  } catch (error) {
    fail(error.message);
  }
}

function refuseBusy(wanted) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) =>
      fail(
        error.code === 'EADDRINUSE'
          ? `Port ${wanted} is busy. Choose another one: PORT=${wanted === 1880 ? 1881 : 1880} npm start`
          : `Cannot listen on ${host}:${wanted}: ${error.message}`,
      ),
    );
    probe.listen(wanted, host, () => probe.close(resolve));
  });
}

function fail(line) {
  console.error(line);
  process.exit(1);
}

/** For the example of a home event; without it everything else works as well. Ends with this process. */
async function startBroker() {
  // Installed by the set-up, so not there before it.
  const broker = await import('./broker.mjs');
  try {
    const { port: at } = await broker.startBroker();
    console.log(`An MQTT broker for the example of a home event runs at mqtt://${host}:${String(at)}`);
  } catch (error) {
    if (error.code !== 'EADDRINUSE') throw error;
    console.log(
      `Port ${String(broker.demoPort)} is busy: the example of a home event uses what listens there.`,
    );
  }
}

/** Whatever is there already is the user's and stays; only the link to this checkout is renewed. */
function prepare() {
  const scope = path.join(userDir, 'node_modules', '@redtrade');
  mkdirSync(scope, { recursive: true });
  const link = path.join(scope, 'node-red-coinbase');
  rmSync(link, { recursive: true, force: true });
  symlinkSync(root, link, 'junction');
  writeOnce('package.json', `${JSON.stringify({ name: 'node-red-coinbase-practice', private: true })}\n`);
  writeOnce('settings.js', `module.exports = ${JSON.stringify(settings(), undefined, 2)};\n`);
  if (market !== undefined && existsSync(path.join(userDir, 'flows.json')))
    console.log(
      'The flows in .node-red stay as they are, their schedules too; remove .node-red to begin anew.',
    );
  writeOnce('flows.json', `${JSON.stringify(exampleFlows(), undefined, 4)}\n`);
}

function writeOnce(name, text) {
  const file = path.join(userDir, name);
  if (!existsSync(file)) writeFileSync(file, text, { mode: 0o600 });
}

/** Loopback only; nothing is sent to or fetched from anywhere. */
function settings() {
  return {
    uiHost: host,
    flowFile: 'flows.json',
    flowFilePretty: true,
    credentialSecret: randomBytes(32).toString('hex'),
    telemetry: { enabled: false, updateNotification: false },
    externalModules: { palette: { allowInstall: false }, modules: { allowInstall: false } },
    paletteCategories: ['coinbase', 'common', 'function', 'network', 'sequence', 'parser', 'storage'],
    editorTheme: {
      page: { title: 'Node-RED: Coinbase on paper' },
      header: { title: 'Coinbase on paper' },
      tours: false,
    },
  };
}

/** Each example as its tab, config nodes they share once. The first example's inject fires by itself at start. */
function exampleFlows() {
  const folder = path.join(root, 'examples');
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const byId = new Map();
  files.forEach((name, index) => {
    for (const node of JSON.parse(readFileSync(path.join(folder, name), 'utf8'))) {
      const first = index === 0 && node.type === 'inject';
      byId.set(node.id, first ? { ...node, once: true, onceDelay: 1 } : atSpeed(node));
    }
  });
  return [...byId.values()];
}

/** Schedules are made for one candle a second. Faster ones go along, as far as the exchange's rate limit lets them. */
function atSpeed(node) {
  if (market === undefined || node.type !== 'inject' || !node.repeat) return node;
  return { ...node, repeat: String(Math.max(0.24, Number(node.repeat) / Number(speed))) };
}

function run() {
  const launcher = path.join(root, 'node_modules', 'node-red', 'red.js');
  const child = spawn(process.execPath, [launcher, '--userDir', userDir, '--port', String(port)], {
    cwd: userDir,
    env: {
      ...process.env,
      NODE_RED_DISABLE_TELEMETRY: 'true',
      ...(market !== undefined && { COINBASE_SANDBOX_MARKET: market, COINBASE_SANDBOX_SPEED: speed }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    console.log(line);
    if (line.includes('Server now running')) {
      console.log(
        `\nOpen http://${host}:${String(port)}/ in a browser. Everything is on paper. Ctrl-C stops.\n`,
      );
    }
  });
  // A terminal's Ctrl-C reaches the child as well; Node-RED takes the second signal for the first.
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => fail(`Node-RED does not start: ${error.message}`));
  child.once('close', (code) => process.exit(code ?? 1));
}
