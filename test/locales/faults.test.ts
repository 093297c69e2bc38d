import assert from 'node:assert/strict';
import { faultsOfHelp } from './help';
import { faultsOfNames, namesOf } from './names';
import { faultsOfTexts, hasWords, type Catalogue } from './texts';
import { usesOf, type MadeKeys } from './uses';

describe('the faults of a catalogue', () => {
  const english = {
    label: { name: 'Name', limit: 'Limit' },
    hint: { key: 'at most __count__ in ${NAME} of BTC-USD', tip: 'from <code>msg.payload</code>, in words' },
    status: { failed: '__code__', mark: 'B' },
  };
  const german = {
    label: { name: 'Bezeichnung', limit: 'Limit' },
    hint: {
      key: 'höchstens __count__ in ${NAME} von BTC-USD',
      tip: 'aus <code>msg.payload</code>, in Worten',
    },
    status: { failed: '__code__', mark: 'B' },
  };
  const faults = (change: Catalogue, same: readonly string[] = ['Limit']): string[] =>
    faultsOfTexts(english, { ...german, ...change }, same);

  it('are none where all is as in English, in other words', () => {
    assert.deepEqual(faults({}), []);
  });

  it('are a key that is missing, at any depth', () => {
    assert.deepEqual(faults({ label: { name: 'Bezeichnung' } }), ['label.limit is missing']);
    assert.deepEqual(faults({ label: {} }), ['label.name is missing', 'label.limit is missing']);
  });

  it('are a key too many', () => {
    assert.deepEqual(faults({ label: { ...german.label, old: 'alt' } }), ['label.old is not in English']);
  });

  it('are an empty text', () => {
    assert.deepEqual(faults({ label: { ...german.label, name: ' ' } }), ['label.name is empty']);
  });

  it('are a text that is not translated, unless it is allowed to be the same', () => {
    assert.deepEqual(faults({ label: { ...german.label, name: 'Name' } }), [
      'label.name is not translated: Name',
    ]);
    assert.deepEqual(faults({}, []), ['label.limit is not translated: Limit']);
  });

  it('are a placeholder that is missing, renamed or doubled', () => {
    for (const [key, found] of [
      ['höchstens in ${NAME} von BTC-USD', ''],
      ['höchstens __zahl__ in ${NAME} von BTC-USD', '__zahl__'],
      ['__count__ von __count__ in ${NAME} von BTC-USD', '__count__ __count__'],
    ] as const)
      assert.deepEqual(faults({ hint: { ...german.hint, key } }), [
        `hint.key has other placeholders: ${found} in place of __count__`,
      ]);
  });

  it('are a code word or a tag that was translated', () => {
    assert.deepEqual(
      faults({ hint: { ...german.hint, key: 'höchstens __count__ in ${NAME} von BTC-EUR' } }),
      ['hint.key has other code words: ${NAME} BTC-EUR in place of ${NAME} BTC-USD'],
    );
    const [code, tag] = faults({ hint: { ...german.hint, tip: 'aus <b>msg.nutzlast</b>, in Worten' } });
    assert.match(code ?? '', /^hint\.tip has other code words/);
    assert.match(tag ?? '', /^hint\.tip has other tags/);
  });

  it('leave alone what has no words', () => {
    assert.deepEqual(['__code__', '60', 'B', '__price__ BTC-USD', '…'].filter(hasWords), []);
    assert.deepEqual(['ab', '売り', '__n__ of __m__'].filter(hasWords), ['ab', '売り', '__n__ of __m__']);
  });
});

describe('the faults of a help page', () => {
  const english = `<script data-help-name="x"><p>Sends <code>a</code> to <b>B</b>, see <a href="#">here</a>.</p>
    <h3>Inputs</h3><dl><dt class="optional">payload <span>string</span></dt><dd>the thing.</dd></dl>
    <!-- shared: reset --><h3>Details</h3><p>More.</p></script>`;
  const german = `<script data-help-name="x"><p>Auf <b>B</b> kommt <code>a</code>, siehe <a href="#">hier</a>.</p>
    <h3>Eingänge</h3><dl><dt class="optional">payload <span>Text</span></dt><dd>das Ding.</dd></dl>
    <!-- shared: reset --><h3>Genaueres</h3><p>Mehr.</p></script>`;
  const faults = (from: string, to: string): string[] => {
    assert.ok(german.includes(from));
    return faultsOfHelp(english, german.replace(from, to), []);
  };

  it('are none where all is as in English, in other words and another order of them', () => {
    assert.deepEqual(faultsOfHelp(english, german, []), []);
  });

  for (const [what, from, to, fault] of [
    ['a section that is missing', '<h3>Genaueres</h3>', '', /^<p> stands where English has <h3>/],
    ['a section too many', '<p>Mehr.</p>', '<p>Mehr.</p><h3>Mehr</h3>', /^<h3> stands where English has/],
    ['what comes after the end', '</script>', '</script><p>Mehr.</p>', /^<p> is not in English/],
    ['a shared piece that is left out', '<!-- shared: reset -->', '', /English has <!-- shared: reset -->/],
    ['another class', 'class="optional"', '', /English has <dt class="optional">/],
    ['a code word that was translated', '<code>a</code>', '<code>b</code>', /lacks <code>a, and has <code>b/],
    ['a code word that is left out', '<code>a</code>', 'es', /lacks <code>a, and has nothing/],
    ['a mark that is left out', '<b>B</b>', 'B', /lacks <b>, and has nothing/],
    ['a link to elsewhere', 'href="#"', 'href="https://x"', /lacks <a href="#">, and has <a href="https/],
    ['a property that was translated', 'payload', 'nutzlast', /is a property's name, and became nutzlast/],
    ['a sentence that is not translated', 'das Ding.', 'the thing.', /"the thing\." is not translated/],
    ['a title that is not translated', 'Eingänge', 'Inputs', /"Inputs" is not translated/],
  ] as const)
    it(`are ${what}`, () => {
      const found = faults(from, to);
      assert.equal(found.length, 1, found.join('; '));
      assert.match(found[0] ?? '', fault);
    });

  it('let stand what is allowed to be the same', () => {
    assert.deepEqual(faultsOfHelp(english, german.replace('das Ding.', 'the thing.'), ['the thing.']), []);
  });
});

describe('the names of a form in its help', () => {
  const english = new Map([
    ['label.from', 'Order from'],
    ['option.each', 'each message'],
    ['hint.x', 'elsewhere'],
  ]);
  const german = new Map([
    ['label.from', 'Auftrag aus'],
    ['option.each', 'jede Nachricht'],
    ['hint.x', 'woanders'],
  ]);
  const names = namesOf(english, german);
  const page = '<p><b>Order from:</b> with <i>each message</i>, <b>elsewhere</b>.</p>';

  it('are those of the form, in whatever order', () => {
    const same = '<p>Mit <i>jede Nachricht</i> <b>auftrag aus</b>, <b>irgendwo</b>.</p>';
    assert.deepEqual(faultsOfNames(page, same, names), []);
  });

  it('are at fault where they are others', () => {
    const other = '<p>Mit <i>jede Nachricht</i> <b>Order von</b>, <b>irgendwo</b>.</p>';
    assert.deepEqual(faultsOfNames(page, other, names), [
      '"Order from" is called auftrag aus in the form, and here one of: jede nachricht, order von, irgendwo',
    ]);
  });
});

describe('the texts that code asks for', () => {
  const groups = new Set(['label', 'option', 'error', 'form', 'status']);
  const uses = (text: string, made: readonly MadeKeys[] = [], file = 'nodes/x/editor.ts') =>
    usesOf([{ file, text }], made, groups);

  it('are those of the form, its attributes too', () => {
    const { asked } = uses('<p data-i18n="label.a;[title]label.b">', [], 'nodes/x/editor.html');
    assert.deepEqual([...asked], ['label.a', 'label.b']);
  });

  it('are those of calls, choices in them too', () => {
    const { asked } = uses("this._('label.a'); RED._('@a/b-c/d:label.b'); text(on ? 'label.c' : 'label.d');");
    assert.deepEqual([...asked], ['label.a', 'label.b', 'label.c', 'label.d']);
    assert.deepEqual([...uses("sharedText('live', {})").asked], ['form.live']);
  });

  it('are those of states', () => {
    const { asked } = uses("{ kind: 'well', key: many ? 'all' : 'one' }", [], 'nodes/x/x.ts');
    assert.deepEqual([...asked], ['status.all', 'status.one']);
  });

  it('are named by the reasons of checks', () => {
    const { asked, named } = uses("return fine ? undefined : 'error.fine';");
    assert.deepEqual([[...asked], [...named]], [[], ['error.fine']]);
  });

  it('are known where they are made, and nowhere else', () => {
    const made = { file: 'nodes/x/editor.ts', source: '`option.${one}`', keys: ['option.a', 'option.b'] };
    assert.deepEqual([...uses('this._(`option.${one}`)', [made]).asked], ['option.a', 'option.b']);
    assert.deepEqual(uses('this._(`option.${one}`)', [made]).faults, []);
    assert.deepEqual(uses('this._(`option.${two}`)', [made]).faults, [
      'nodes/x/editor.ts does not make `option.${one}` any more',
      'nodes/x/editor.ts: which keys can `option.${two}` be?',
    ]);
    assert.deepEqual(uses('sharedText(`product.${state}`)').faults, [
      'nodes/x/editor.ts: which keys can `product.${state}` be?',
    ]);
    assert.deepEqual(uses('`${one}.${two}`, `elsewhere.${one}`').faults, [
      'nodes/x/editor.ts: which keys can `${one}.${two}` be?',
    ]);
  });
});
