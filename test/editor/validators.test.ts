import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { limitNames } from '../../nodes/lib/rules/limits';

type Validate = (this: unknown, value: unknown, options: unknown) => unknown;
type Fields = Readonly<Record<string, { readonly value?: unknown; readonly validate?: Validate }>>;
interface Definition {
  readonly defaults: Fields;
  readonly credentials?: Fields;
}

/** As the build joins them. */
const built = path.resolve(__dirname, '../../nodes');
const MARKUP = '<img src=x onerror=alert(1)>&lt;b';
const HOSTILE = [
  MARKUP,
  `BTC-USD, ${MARKUP}`,
  `{"a": ${MARKUP}}`,
  `USD ${MARKUP}`,
  { toString: () => MARKUP, [MARKUP]: MARKUP },
  [MARKUP],
  Object.fromEntries([...limitNames, 'timeZone', MARKUP].map((name) => [name, MARKUP])),
];
const TYPES = ['str', 'msg', 'json', 'jsonata', 'num', MARKUP];

/** Texts as an editor would give them that repeats all it is told: the key, for want of a text, and each value. */
const repeat = (key: string, values: object = {}): string => [key, ...Object.values(values)].join(' ');

/**
 * What the editor's scripts of a node register: no form is open.
 * @param accounts what the workspace has
 */
function definitionOf(type: string, accounts: readonly { readonly id: string }[] = []): Definition {
  const html = readFileSync(path.join(built, type, `${type}.html`), 'utf8');
  const script = /<script type="text\/javascript">\n([^]*?)<\/script>/.exec(html)?.[1] ?? assert.fail(type);
  const found: Definition[] = [];
  const none = { length: 0, find: () => none, closest: () => none, attr: () => none };
  const RED = {
    _: repeat,
    nodes: {
      registerType: (_type: string, made: Definition) => found.push(made),
      node: (id: string) => accounts.find((one) => one.id === id) ?? null,
    },
    utils: { validateTypedProperty: (value: string, kind: string) => repeat(kind, [value]) },
  };
  runInContext(script, createContext({ RED, $: () => none }));
  return found[0] ?? assert.fail(`${type} is registered`);
}

/** Every answer about a node that holds these values, those of its credentials too. */
function answers({ defaults, credentials = {} }: Definition, saved: object): string[] {
  const all: Fields = { ...defaults, ...credentials };
  const usual = Object.fromEntries(Object.entries(all).map(([name, { value }]) => [name, value]));
  const node: Record<string, unknown> = { ...usual, ...saved, id: 'n', _: repeat };
  return Object.entries(all).flatMap(([name, { validate }]) => {
    const answer = validate?.call(node, node[name], {});
    return typeof answer === 'string' ? [answer] : [];
  });
}

/** One value in one property, then in all; each with every type that a typed property can say it has. */
function* hostileForms({ defaults, credentials = {} }: Definition): Generator<object> {
  const names = Object.keys({ ...defaults, ...credentials });
  for (const value of HOSTILE)
    for (const type of TYPES) {
      const types = Object.fromEntries(
        names.filter((name) => `${name}Type` in defaults).map((name) => [`${name}Type`, type]),
      );
      yield { ...Object.fromEntries(names.map((name) => [name, value])), ...types };
      for (const name of names) yield { ...types, [name]: value };
    }
}

const nodes = readdirSync(built).filter((name) => /^coinbase-(?!sidebar)/.test(name));

describe('what a form says of a hostile flow, which the editor may show as HTML', () => {
  it('is asked of every node', () => assert.equal(nodes.length, 10));

  for (const type of nodes)
    it(`has no markup of it: ${type}`, () => {
      const definition = definitionOf(type);
      const said = new Set([...hostileForms(definition)].flatMap((form) => answers(definition, form)));
      assert.ok(said.size > 0, 'something is wrong with it');
      assert.deepEqual(
        [...said].filter((answer) => /[<>&]/.test(answer)),
        [],
      );
    });
});

describe('a node of orders is marked for an account that cannot do its work', () => {
  const accounts = [
    { id: 'good', environment: 'local-sandbox', valid: true },
    { id: 'unchecked', environment: 'exchange' },
    { id: 'broken', environment: 'exchange', valid: false },
    ...['prime', 'international', 'coinbase-app', 'custom'].map((environment) => ({
      id: environment,
      environment,
    })),
  ];
  const missing = 'validator.errors.missing-config label.account';
  const expected = {
    good: [],
    unchecked: [],
    broken: ['validator.errors.invalid-config label.account'],
    gone: [missing],
    _ADD_: ['validator.errors.missing-required-prop label.account'],
    ...Object.fromEntries(
      ['prime', 'international', 'coinbase-app', 'custom'].map((environment) => [
        environment,
        ['error.noOrders'],
      ]),
    ),
  };

  for (const name of ['place-order', 'cancel-order', 'list-orders', 'order-events', 'trading-switch'])
    it(`missing, wrong itself, or of an API without orders: ${name}`, () => {
      const definition = definitionOf(`coinbase-${name}`, accounts);
      const { account = assert.fail('it has an account') } = definition.defaults;
      const told = Object.keys(expected).map((id) => [
        id,
        answers({ defaults: { account } }, { account: id }),
      ]);
      assert.deepEqual(Object.fromEntries(told), expected);
    });
});

describe('the hysteresis of a price alert in its form', () => {
  const { hysteresis = assert.fail('it has one') } = definitionOf('coinbase-price-alert').defaults;
  const typed = { levelType: 'str', lowType: 'str', highType: 'str' };
  for (const [what, form, told] of [
    ['as a percentage of a level', { condition: 'below', level: '5', hysteresisUnit: 'percent' }, []],
    ['of zero', { condition: 'below', level: '0', hysteresisUnit: 'percent' }, ['error.hysteresisOfZero']],
    [
      'of an edge of zero',
      { condition: 'enters', low: '-5', high: '0', hysteresisUnit: 'percent' },
      ['error.hysteresisOfZero'],
    ],
    ['as an amount around zero', { condition: 'below', level: '0', hysteresisUnit: 'amount' }, []],
    [
      'of a level that a message brings',
      { condition: 'below', level: '0', levelType: 'msg', hysteresisUnit: 'percent' },
      [],
    ],
    [
      'of a level that its condition does not have',
      { condition: 'falls', level: '0', hysteresisUnit: 'percent' },
      [],
    ],
  ] as const)
    it(`${what}: ${told.length === 0 ? 'is good' : 'would be none'}`, () =>
      assert.deepEqual(answers({ defaults: { hysteresis } }, { ...typed, ...form, hysteresis: '1' }), told));
});
