import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { english, inEnglish, listed, say } from '../../nodes/lib/sentences';
import { textsOf } from './texts';

/** Groups of which code names a member by what it is about: a part, a scheme, an error code. */
const NAMED_BY_WHAT = ['part', 'product', 'called', 'madeOf', 'list', 'what', 'remedy'];

/** Whose errors the sidebar shows of an account. */
const TOLD_IN_SIDEBAR = [
  'nodes/coinbase-sandbox/options.ts',
  'nodes/coinbase-sandbox/running-sandboxes.ts',
  'nodes/lib/api/answer.ts',
  'nodes/lib/api/connection.ts',
  'nodes/lib/api/wire-values.ts',
  'nodes/lib/runtime/answer-admin.ts',
  'nodes/lib/runtime/sandbox-seam.ts',
];

function sources(folder: string, fits: (file: string) => boolean): (readonly [file: string, text: string])[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => file.endsWith('.ts') && fits(file))
    .map((file) => [file, readFileSync(file, 'utf8')]);
}

describe('the sentences of code', () => {
  it('are filled in, at any depth', () => {
    const reason = say('limit.whole', { most: '9' });
    const why = say('limit.unusable', { field: 'maxOpenOrders', text: '"x"', reason });
    assert.equal(
      inEnglish(why),
      'the account\'s maxOpenOrders is "x", and it must be a whole number from 1 to 9',
    );
    assert.equal(inEnglish(listed(['one', 'two', why], 'semicolon')), `one; two; ${inEnglish(why)}`);
  });

  it('leave alone what is filled in, whatever it looks like', () => {
    for (const words of ['__one__', '$&', '<b>', 'limit.whole'])
      assert.equal(inEnglish(say('list.comma', { one: words, other: '2' })), `${words}, 2`);
  });

  it('are all said somewhere', () => {
    const code = sources('nodes', (file) => !file.startsWith('nodes/lib/sentences/english/'))
      .map(([, text]) => text)
      .join('\n');
    const named = NAMED_BY_WHAT.filter((group) => !code.includes(`say(\`${group}.\${`));
    assert.deepEqual(named, [], 'groups of which nothing is said by what it is about');
    const unsaid = [...textsOf(english).keys()].filter(
      (key) => !NAMED_BY_WHAT.includes(key.split('.')[0] ?? '') && !code.includes(`'${key}'`),
    );
    assert.deepEqual(unsaid, []);
  });

  it('are all that the editor shows of the runtime: never its English text', () => {
    const editor = sources('nodes', (file) => /\/editor(?:\.ts$|\/)/.test(file));
    assert.ok(editor.length > 30);
    for (const [file, text] of editor)
      assert.doesNotMatch(text, /(?<!told)\.(?:message|says|fix|why)\b|\{[^}]*\bmessage\b[^}]*\} =/, file);
  });

  it("are all that an account's settings and the editor's questions are refused with", () => {
    const answering = sources(
      'nodes',
      (file) =>
        TOLD_IN_SIDEBAR.some((one) => file === one) ||
        (/^nodes\/(?:coinbase-account|lib\/api\/key-check)\/|admin-routes/.test(file) &&
          // Its form has a sentence of its own for every refusal.
          !file.startsWith('nodes/coinbase-sandbox/')),
    );
    assert.ok(answering.length > 15);
    for (const [file, text] of answering)
      assert.doesNotMatch(
        text,
        /new CoinbaseError\(\s*'\w+',\s*['"`]|\btold: \w+\.message|\bunexpected\(['"`]|\brefused\(['"`]|\bline\([^()]*(?:null|true|false), ['"`]/,
        file,
      );
  });
});
