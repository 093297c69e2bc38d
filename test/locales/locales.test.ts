import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { helpNames, languagesFound, parts, readHelp, readTexts, sameWords, SENTENCES, SHARED } from './files';
import { faultsOfHelp, passagesOf, sectionsOf } from './help';
import { ENGLISH, languages } from './languages';
import { madeKeys } from './made-keys';
import { faultsOfNames, namesOf } from './names';
import { faultsOfTexts, merged, textsOf, type Catalogue } from './texts';
import { sourcesOf, usesOf, type Uses } from './uses';

const english = (part: string): Catalogue => readTexts(part, ENGLISH) ?? {};
const nodes = parts.filter((part) => part !== SHARED && part !== SENTENCES);
const shared = english(SHARED);

describe('the languages', () => {
  it('are those of the closed list, and none is missing', () => {
    const found = languagesFound();
    const missing = languages.filter((language) => !found.includes(language));
    const unknown = found.filter((name) => !languages.some((language) => language === name));
    assert.deepEqual({ missing, unknown }, { missing: [], unknown: [] });
  });

  it('leave the same only what English has', () => {
    const texts = parts.flatMap((part) => [...textsOf(english(part)).values()]);
    assert.deepEqual(
      sameWords(ENGLISH).everywhere.filter((word) => !texts.includes(word)),
      [],
    );
  });
});

for (const language of languagesFound().filter((name) => name !== ENGLISH))
  describe(`the language ${language}`, () => {
    const { everywhere, own } = sameWords(language);
    const same = [...everywhere, ...own];

    for (const part of parts) {
      it(`has the texts of ${part} as English has them`, () => {
        assert.deepEqual(faultsOfTexts(english(part), readTexts(part, language) ?? {}, same), []);
      });

      it(`has the help of ${part} as English has it`, () => {
        const wanted = helpNames(part, ENGLISH);
        assert.deepEqual(helpNames(part, language), wanted, 'the same files');
        for (const name of wanted)
          assert.deepEqual(
            faultsOfHelp(readHelp(part, ENGLISH, name), readHelp(part, language, name), same),
            [],
            name,
          );
      });
    }

    for (const node of nodes)
      it(`calls the fields of ${node} in its help as the form calls them`, () => {
        const all = (of: string): Map<string, string> =>
          merged(readTexts(SHARED, of) ?? {}, readTexts(node, of) ?? {});
        const names = namesOf(all(ENGLISH), all(language));
        for (const name of helpNames(node, language))
          assert.deepEqual(
            faultsOfNames(readHelp(node, ENGLISH, name), readHelp(node, language, name), names),
            [],
          );
      });

    it('calls each section of the help by one name', () => {
      const names = new Map<string, Set<string>>();
      for (const part of parts)
        for (const name of helpNames(part, ENGLISH)) {
          const here = helpNames(part, language).includes(name) ? readHelp(part, language, name) : '';
          const titles = sectionsOf(here);
          for (const [at, title] of sectionsOf(readHelp(part, ENGLISH, name)).entries())
            names.set(title, (names.get(title) ?? new Set()).add(titles[at] ?? ''));
        }
      assert.deepEqual(
        [...names].filter(([, called]) => called.size > 1).map(([title, called]) => [title, ...called]),
        [],
      );
    });

    it('lists no word as the same that it translates', () => {
      const used = new Set<string>();
      const spy = new Proxy([...same], {
        get: (list, name) =>
          name === 'includes'
            ? (word: string) => {
                if (list.includes(word)) used.add(word);
                return list.includes(word);
              }
            : (Reflect.get(list, name) as unknown),
      });
      for (const part of parts) {
        faultsOfTexts(english(part), readTexts(part, language) ?? {}, spy);
        for (const name of helpNames(part, language))
          faultsOfHelp(readHelp(part, ENGLISH, name), readHelp(part, language, name), spy);
      }
      assert.deepEqual(
        own.filter((word) => !used.has(word)),
        [],
      );
    });
  });

describe('the English texts', () => {
  const used = new Map<string, { readonly uses: Uses; readonly texts: ReadonlyMap<string, string> }>(
    nodes.map((node) => {
      const texts = merged(shared, english(node));
      const groups = new Set([...texts.keys()].map((key) => key.split('.')[0] ?? ''));
      return [node, { uses: usesOf(sourcesOf(node), madeKeys, groups), texts }];
    }),
  );
  const isUsed = (node: string, key: string): boolean => {
    const { asked, named } = used.get(node)?.uses ?? {};
    return asked?.has(key) === true || named?.has(key) === true;
  };

  for (const [node, { uses, texts }] of used) {
    it(`of ${node} are all there`, () => {
      assert.ok(uses.asked.size > 5, 'the code names its texts in this way');
      assert.deepEqual(uses.faults, []);
      assert.deepEqual(
        [...uses.asked].filter((key) => !texts.has(key)),
        [],
      );
    });

    it(`of ${node} are all used`, () => {
      assert.deepEqual(
        [...textsOf(english(node)).keys()].filter((key) => !isUsed(node, key)),
        [],
      );
    });
  }

  it('that nodes share are all used', () => {
    assert.deepEqual(
      [...textsOf(shared).keys()].filter((key) => !nodes.some((node) => isUsed(node, key))),
      [],
    );
  });

  it('that the checks of all forms name are shared', () => {
    const checks = readFileSync('nodes/lib/editor/checks.ts', 'utf8');
    const reasons = [...checks.matchAll(/'(error\.\w+)'/g)].map(([, key = '']) => key);
    assert.ok(reasons.length > 8);
    assert.deepEqual(
      reasons.filter((key) => !textsOf(shared).has(key)),
      [],
    );
  });

  it('exist once: what two nodes say alike is shared', () => {
    const seen = new Map<string, string>(
      [...textsOf(shared)].map(([key, text]) => [`${key}: ${text}`, SHARED]),
    );
    const twice = nodes.flatMap((node) =>
      [...textsOf(english(node))].flatMap(([key, text]) => {
        const before = seen.get(`${key}: ${text}`);
        seen.set(`${key}: ${text}`, node);
        return before === undefined ? [] : [`${node} and ${before}: ${key}`];
      }),
    );
    assert.deepEqual(twice, []);
  });

  it('exist once in the help, too', () => {
    const seen = new Map<string, string>();
    const twice = parts.flatMap((part) =>
      helpNames(part, ENGLISH).flatMap((name) =>
        passagesOf(readHelp(part, ENGLISH, name)).flatMap((passage) => {
          const before = seen.get(passage);
          seen.set(passage, name);
          return before === undefined ? [] : [`${name} and ${before}: ${passage}`];
        }),
      ),
    );
    assert.deepEqual(twice, []);
  });
});
