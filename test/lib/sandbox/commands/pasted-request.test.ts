import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { readPasted } from '../../../../nodes/lib/sandbox/commands/pasted-request';
import { shellWords } from '../../../../nodes/lib/sandbox/commands/shell-words';
import { cpuMs } from '../../../cpu-time';

describe('coinbase-sandbox doctor: reading a shell’s words', () => {
  const commands: [string, string[]][] = [
    [`a b  c`, ['a', 'b', 'c']],
    [`'a b' "c d"e`, ['a b', 'c de']],
    [`'{"a":"it'\\''s"}'`, [`{"a":"it's"}`]],
    [`"say \\"hi\\" \\$5 \\n"`, ['say "hi" $5 \\n']],
    [`$'a\\nb\\'c\\x41\\u00fc\\101'`, ["a\nb'cAüA"]],
    ['a \\\n  b \\\r\n c', ['a', 'b', 'c']],
    [`a\\ b '' ""`, ['a b', '', '']],
    [`curl x | jq . && y`, ['curl', 'x']],
    [`'a\nb'`, ['a\nb']],
  ];
  for (const [command, words] of commands)
    it(JSON.stringify(command), () => assert.deepEqual(shellWords(command), words));

  it('as bash reads them', () => {
    const quoted = fc.constantFrom(
      (text: string) => `'${text.replaceAll("'", `'\\''`)}'`,
      (text: string) => `"${text.replace(/[\\"$`]/g, '\\$&')}"`,
      (text: string) => `$'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n')}'`,
      (text: string) =>
        text.replace(/[^A-Za-z0-9]/gu, (letter) => (letter === '\n' ? "$'\\n'" : `\\${letter}`)),
    );
    // "!" is special to an interactive shell alone, a NUL to no argument.
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .map((raw) => raw.replaceAll('\0', ''))
      .filter((word) => word !== '');
    const commands = fc
      .sample(fc.array(fc.tuple(quoted, text), { minLength: 1, maxLength: 5 }), 300)
      .map((sample) => sample.map(([quote, raw]) => quote(raw)).join(' '));
    // One bash for all of them: each word ends with a NUL, each command with an empty one more, and no word is empty.
    const script = commands.map((command) => `printf '%s\\0' ${command}; printf '\\0'`).join('\n');
    const bash = execFileSync('bash', { input: script, encoding: 'utf8' }).split('\0\0').slice(0, -1);
    assert.equal(bash.length, commands.length);
    for (const [at, command] of commands.entries())
      assert.deepEqual(shellWords(command), bash[at]?.split('\0'), command);
  });

  it('says that a quote is not closed', () => {
    assert.throws(() => shellWords(`a 'b`), /never closed/);
    assert.throws(() => shellWords(`a "b`), /never closed/);
  });
});

describe('coinbase-sandbox doctor: reading a request', () => {
  const read = (text: string): [string, string, string] => {
    const { method, path, body } = readPasted(text);
    return [method, path, body];
  };

  it('a curl command, in the ways people write it', () => {
    assert.deepEqual(read('curl https://h.example'), ['GET', '/', '']);
    assert.deepEqual(read('$ curl -s "https://h.example/a?b=c&d=e#f"'), ['GET', '/a?b=c&d=e', '']);
    assert.deepEqual(read(`curl -XDELETE 'https://h.example/orders/1'`), ['DELETE', '/orders/1', '']);
    assert.deepEqual(read(`curl https://h.example/o -d '{"a": 1}'`), ['POST', '/o', '{"a": 1}']);
    assert.deepEqual(read(`curl -X PUT --url https://h.example/o --data-raw @x`), ['PUT', '/o', '@x']);
    assert.deepEqual(read(`curl --json '{}' h.example/o`), ['POST', '/o', '{}']);
    assert.deepEqual(read('curl -G https://h.example/o -d a=1 --data-urlencode "b=x y"'), [
      'GET',
      '/o?a=1&b=x%20y',
      '',
    ]);
    assert.deepEqual(read('curl -I https://h.example/o'), ['HEAD', '/o', '']);
    assert.deepEqual(read(`curl -sSL -o out.json -m 5 https://h.example/o`), ['GET', '/o', '']);
    assert.deepEqual(read(`curl -d a -d b https://u:p@h.example/o`), ['POST', '/o', 'a&b']);
  });

  it('the headers of a curl command', () => {
    const { headers } = readPasted(
      `curl --compressed \\\n -H 'CB-ACCESS-KEY: k' \\\r\n -H"X-Two:1" -H 'X-Two: 2' 'https://h.example:8443/a'`,
    );
    assert.deepEqual(headers, { 'cb-access-key': 'k', 'x-two': ['1', '2'], host: 'h.example:8443' });
    assert.equal(readPasted(`curl -H 'Host: other' http://h/a`).headers['host'], 'other');
  });

  it('raw HTTP, with either line break and with or without a length', () => {
    const raw = 'POST /orders HTTP/1.1\nHost: h.example\nCB-ACCESS-SIGN: x=\n\n{"a":1}\n';
    assert.deepEqual(read(raw), ['POST', '/orders', '{"a":1}']);
    assert.deepEqual(read(raw.replaceAll('\n', '\r\n')), ['POST', '/orders', '{"a":1}']);
    assert.equal(readPasted(raw).headers['cb-access-sign'], 'x=');
    assert.deepEqual(read('POST /o HTTP/1.1\nContent-Length: 3\n\nüx\n\n'), ['POST', '/o', 'üx']);
    assert.deepEqual(read('GET https://h.example/a?b HTTP/1.1'), ['GET', '/a?b', '']);
  });

  it('says what is in the way', () => {
    for (const [text, why] of [
      ['', /no request/],
      ['hello there you', /neither a curl command/],
      ['hello there', /neither a curl command/],
      ['GET accounts HTTP/1.1', /neither a curl command/],
      ['curl -H', /has no value/],
      ['curl -s', /no URL/],
      ['curl -d @body.json http://h/', /from a file/],
      ['GET /a HTTP/1.1\nno header', /no header/],
    ] as const)
      assert.throws(() => readPasted(text), why);
  });

  it('never takes long, whatever is pasted', () => {
    for (const text of [
      `curl '${'x'.repeat(500_000)}`,
      `curl ${'\\'.repeat(500_001)}`,
      `curl ${'"'.repeat(200_001)}`,
      `GET /${'a '.repeat(250_000)}`,
      `GET /a\n${' '.repeat(500_000)}`,
      ' '.repeat(1_000_000),
    ]) {
      const started = cpuMs();
      try {
        readPasted(text);
      } catch (thrown) {
        assert.ok(thrown instanceof RangeError);
      }
      assert.ok(cpuMs() - started < 2000, text.slice(0, 12));
    }
  });
});
