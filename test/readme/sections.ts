/** The parts of README.md that are made from the code, so that they cannot say anything else. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cancelOutcomes } from '../../nodes/lib/placement';
import { errorCodes } from '../../nodes/lib/rules/error-codes';
import { limitNames, liveDefaults } from '../../nodes/lib/rules/limits';
import { outcomes } from '../../nodes/lib/rules/outcomes';
import { notSimulated } from '../../nodes/lib/sandbox/server/not-simulated';
import { advancedTradeRoutes, PREFIX } from '../../nodes/lib/sandbox/server/advanced-trade/face';
import {
  notSimulated as notSimulatedThere,
  ordersNotSimulated,
} from '../../nodes/lib/sandbox/server/advanced-trade/not-simulated';
import { exchangeRoutes } from '../../nodes/lib/sandbox/server/exchange-face';
import { createExchangeCredential, doctorCodes, explain, sign } from '../../nodes/lib/signer';
import { checkout } from '../flows/installed-package';
import { expressibleRows } from './expressible';
import { keyForms, otherClients } from '../lib/signer/key-forms';

interface Vectors {
  readonly secret: string;
  readonly vectors: readonly {
    readonly timestamp: string;
    readonly method: string;
    readonly path: string;
    readonly body: string;
    readonly signature: string;
  }[];
}

/** Text by the name in `<!-- generated: name -->`. */
const sections: Readonly<Record<string, () => string>> = {
  'error-codes': () =>
    table(
      ['code', 'what it means', 'what to do'],
      Object.entries(errorCodes).map(([code, { what, fix }]) => [`\`${code}\``, what, fix]),
    ),
  outcomes: () =>
    table(
      ['outcome', 'what became of the order'],
      Object.entries(outcomes).map(([outcome, text]) => [`\`${outcome}\``, text]),
    ),
  'cancel-outcomes': () =>
    table(
      ['outcome', 'what became of the cancel'],
      Object.entries(cancelOutcomes).map(([outcome, text]) => [`\`${outcome}\``, text]),
    ),
  limits: limitsTable,
  expressible: () => table(['order', 'Exchange', 'Advanced Trade'], expressibleRows()),
  doctor: () =>
    table(
      ['finding', 'what it means', 'what to do'],
      doctorCodes.map(({ code, text, fix }) => [`\`${code}\``, text, fix]),
    ),
  routes: () =>
    table(
      ['request', 'key', 'what it gives'],
      exchangeRoutes.map(({ method, path: where, auth, summary }) => [
        `\`${method} ${where}\``,
        auth === 'public' ? 'none' : auth,
        summary,
      ]),
    ),
  'not-simulated': () =>
    table(
      ['request', 'what it is at the exchange'],
      notSimulated.map(({ method, path: where, summary }) => [`\`${method} ${where}\``, summary]),
    ),
  'advanced-trade-routes': () =>
    table(
      ['request', 'key', 'what it gives'],
      advancedTradeRoutes.map(({ method, path: where, auth, summary }) => [
        `\`${method} ${where.slice(PREFIX.length)}\``,
        auth === 'public' ? 'none' : auth,
        summary,
      ]),
    ),
  'advanced-trade-not-simulated': () =>
    table(
      ['request or order', 'what it is at Advanced Trade'],
      [
        ...notSimulatedThere.map(({ method, path: where, summary }) => [`\`${method} ${where}\``, summary]),
        ...Object.entries(ordersNotSimulated).map(([name, summary]) => [`\`${name}\``, summary]),
      ],
    ),
  'key-forms': () =>
    table(
      ['what is pasted', 'here', ...otherClients],
      keyForms().map(({ form, ours, others }) => {
        const [code = '', kind] = ours.split(': ');
        const here = kind === undefined ? code : `\`${code}\`: ${kind}`;
        return [form, here, ...others.map((made) => (made === '' ? '–' : made))];
      }),
    ),
  'signing-example': signingExample,
  'signing-python': () => code('python', 'test/lib/signer/forum/sign.py'),
  'signing-javascript': () => code('js', 'test/lib/signer/forum/sign.mjs'),
};

/** README.md as it should be: the same prose, every generated part made anew, formatted as the project's files are. */
export async function freshReadme(readme: string): Promise<string> {
  const seen = new Set<string>();
  const filled = readme.replace(
    /<!-- generated: ([a-z-]+) -->\n[\s\S]*?<!-- end -->/g,
    (_whole, name: string) => {
      seen.add(name);
      const make = sections[name];
      if (!make) throw new Error(`README.md has an unknown generated part "${name}"`);
      return `<!-- generated: ${name} -->\n\n${make()}\n\n<!-- end -->`;
    },
  );
  const absent = Object.keys(sections).filter((name) => !seen.has(name));
  if (absent.length > 0) throw new Error(`README.md lacks the generated parts ${absent.join(', ')}`);
  const { format, resolveConfig } = await import('prettier');
  const config = await resolveConfig(readmePath);
  return format(filled, { ...config, parser: 'markdown' });
}

export const readmePath = path.join(checkout, 'README.md');

/** In the words of the account's form. */
function limitsTable(): string {
  const file = path.join(checkout, 'dist/nodes/coinbase-account/locales/en-US/coinbase-account.json');
  const words = JSON.parse(readFileSync(file, 'utf8')) as Record<
    'limit' | 'limitHint',
    Readonly<Record<string, string>>
  >;
  return table(
    ['limit', 'in the form', 'what to enter', 'live accounts at first'],
    limitNames.map((name) => [
      `\`${name}\``,
      words.limit[name] ?? '',
      words.limitHint[name] ?? '',
      liveDefaults[name] ?? 'none',
    ]),
  );
}

function signingExample(): string {
  const { secret, vectors } = JSON.parse(
    readFileSync(path.join(checkout, 'test/vectors/exchange-forum.json'), 'utf8'),
  ) as Vectors;
  const [vector] = vectors;
  const made = createExchangeCredential({ key: 'key', secret, passphrase: 'passphrase' });
  if (!vector || !made.ok) throw new Error('the forum vector cannot be read');
  const request = { method: vector.method, path: vector.path, body: vector.body };
  const now = Number(vector.timestamp) * 1000;
  const { prehash } = explain(request, made.credential, now);
  const signature = sign(request, made.credential, now)['CB-ACCESS-SIGN'];
  return table(
    ['', ''],
    [
      ['time stamp, seconds', `\`${vector.timestamp}\``],
      ['method', `\`${vector.method}\``],
      ['path with query', `\`${vector.path}\``],
      ['body', 'none'],
      ['secret (an example, nobody uses it)', `\`${secret}\``],
      ['prehash', `\`${prehash}\``],
      ['signature', `\`${signature}\``],
    ],
  );
}

function code(language: string, file: string): string {
  return `\`\`\`${language}\n${readFileSync(path.join(checkout, file), 'utf8').trim()}\n\`\`\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
