import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { errorCodes } from '../../nodes/lib/rules/error-codes';
import { CoinbaseError } from '../../nodes/lib/rules/errors';
import { switchCauses } from '../../nodes/lib/rules/trading-state';
import { sectionsOf } from '../locales/help';

const WITH_INPUT = [
  'place-order',
  'cancel-order',
  'list-orders',
  'signed-request',
  'trading-switch',
  'market-data',
  'order-events',
  'price-alert',
];
const CONFIG = ['account', 'sandbox'];

/** As the build makes it, and the editor shows it. */
function helpOf(name: string): string {
  const type = `coinbase-${name}`;
  return readFileSync(`dist/nodes/${type}/locales/en-US/${type}.html`, 'utf8');
}

describe('the help', () => {
  it('is there for every type', () => {
    const types = readdirSync('nodes').filter((type) => existsSync(`nodes/${type}/editor.html`));
    assert.deepEqual(types.sort(), [...WITH_INPUT, ...CONFIG].map((name) => `coinbase-${name}`).sort());
  });

  for (const name of WITH_INPUT) {
    it(`of ${name} has the standard sections`, () => {
      assert.deepEqual(sectionsOf(helpOf(name)), [
        'Quick start',
        'Inputs',
        'Outputs',
        'Details',
        'References',
      ]);
    });

    it(`of ${name} tells what msg.reset does`, () => {
      assert.match(helpOf(name), /<code>msg\.reset<\/code>[^<]*gives\s+up\s+what\s+is\s+under\s+way/);
    });

    it(`of ${name} tells where errors go and that their text says what to do`, () => {
      assert.match(
        helpOf(name),
        /<code>msg\.error\.message<\/code>\s+says what happened, why, and what to do/,
      );
    });
  }

  it('of trading-switch names every value of payload.by, as messages have it', () => {
    const help = helpOf('trading-switch');
    for (const by of [...switchCauses, 'default']) assert.ok(help.includes(`<code>"${by}"</code>`), by);
  });

  for (const name of CONFIG)
    it(`of ${name} has the standard sections of a config node`, () => {
      assert.deepEqual(sectionsOf(helpOf(name)), ['Quick start', 'Properties', 'Details', 'References']);
    });

  for (const name of [...WITH_INPUT, ...CONFIG]) {
    it(`of ${name} begins with three steps`, () => {
      const [, steps = ''] = /<h3>Quick start<\/h3>\s*<ol>([\s\S]*?)<\/ol>/.exec(helpOf(name)) ?? [];
      assert.equal(steps.match(/<li>/g)?.length, 3);
    });

    it(`of ${name} links to related nodes, by the names that they have`, () => {
      const links = [
        ...helpOf(name).matchAll(/<a href="#" data-coinbase-help="coinbase-([\w-]+)"\s*>([^<]*)<\/a\s*>/g),
      ];
      assert.ok(links.length >= 2);
      for (const [, type = '', text = ''] of links) {
        assert.ok([...WITH_INPUT, ...CONFIG].includes(type) && type !== name, type);
        assert.equal(text.replace(/\s+/g, ' ').trim(), type.replace('-', ' '));
      }
    });

    it(`of ${name} names only error codes that exist, and leaves nothing to be filled in`, () => {
      const help = helpOf(name);
      const codes = [...help.matchAll(/<code>([A-Z]+(?:_[A-Z]+)+)<\/code>/g)].map(([, code = '']) => code);
      const known = [...Object.keys(errorCodes), 'COINBASE_SANDBOX_MARKET', 'COINBASE_SANDBOX_SPEED'];
      assert.deepEqual(
        codes.filter((code) => !known.includes(code)),
        [],
      );
      assert.doesNotMatch(help, /<!-- shared/);
    });
  }
});

describe('the text of every error', () => {
  const readme = readFileSync('README.md', 'utf8');
  const verb =
    /^(?:Ask|Check|Choose|Correct|Give|It is safe|Look|Mend|Name|Open|Order|Read|Send|Set|Try|Turn|Update|Use|Wait)\b/;
  for (const [code, { what, fix }] of Object.entries(errorCodes)) {
    it(`${code} says what to do, to Catch and in the README`, () => {
      assert.match(fix, verb, 'begins with something to do');
      assert.match(fix, /[.]$/);
      const error = new CoinbaseError(code as keyof typeof errorCodes, 'this happened');
      assert.equal(error.message, `${what}: this happened. ${fix}`);
      assert.ok(readme.replace(/\s+/g, ' ').includes(fix.replace(/\s+/g, ' ')), 'the README has it');
    });
  }
});
