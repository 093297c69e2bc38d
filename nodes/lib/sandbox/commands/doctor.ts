/** `coinbase-sandbox doctor`: a request is pasted, and the mistake in its signature is named. */
import { parseArgs } from 'node:util';
import { readSmallFile } from '../../storage/small-file';
import { diagnose, type Finding, type Scheme } from '../../signer';
import { CREDENTIAL_HELP, credentialFromEnvironment, givenIn } from './credential-from-environment';
import { readPasted } from './pasted-request';
import { failUsage, readInput, timeOf, type Terminal } from './terminal';

const HELP = `Usage: coinbase-sandbox doctor [--file FILE] [--at TIME] [--scheme NAME] [--json] < request

Names the mistake in a signed request that an API of Coinbase refuses. Paste the request as it was sent, as a curl
command line or as raw HTTP (GET /accounts HTTP/1.1, the headers, an empty line, the body), and end with Ctrl+D.
Nothing is sent anywhere, and no part of the credential is printed.

${CREDENTIAL_HELP}
  --file FILE  reads the request from a file instead
  --at TIME    judges the time stamp against this time, in Unix seconds or ISO, instead of now
  --json       prints the findings as JSON

Exit code: 0 nothing is wrong, 1 something is, 2 the request or the credential cannot be read.
`;

/** Never rejects; the exit code says how it went. */
export async function runDoctor(self: Terminal): Promise<void> {
  try {
    const { values } = parseArgs({
      args: self.argv.slice(3),
      options: {
        file: { type: 'string' },
        at: { type: 'string' },
        scheme: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      self.stdout.write(HELP);
      return;
    }
    const nowMs = timeOf(values.at);
    givenIn(self.env);
    const text = values.file === undefined ? await readInput(self) : await readFile(values.file);
    const received = readPasted(text);
    const host = hostOf(received.headers['host']);
    const credential = credentialFromEnvironment(self.env, values.scheme, schemeOfHost(host));
    const known = { credentials: [credential], ...(host === undefined ? {} : { host }) };
    const findings = diagnose(received, known, nowMs);
    self.stdout.write(values.json === true ? `${JSON.stringify(findings, null, 2)}\n` : report(findings));
    self.exitCode = findings.length === 0 ? 0 : 1;
  } catch (thrown) {
    failUsage(self, thrown);
  }
}

async function readFile(name: string): Promise<string> {
  const file = await readSmallFile(name);
  if (!file.ok) throw new RangeError(`the file ${JSON.stringify(name)} ${file.why}`);
  return file.text;
}

function hostOf(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && header !== '' ? header : undefined;
}

/** Undefined for hosts whose keys have a form of their own. */
function schemeOfHost(host = ''): Scheme | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '');
  if (/(?:^|\.)prime\.coinbase\.com$/.test(name)) return 'prime';
  return /^api(?:\.international|-n5e1)\.coinbase\.com$/.test(name) ? 'international' : undefined;
}

function report(findings: readonly Finding[]): string {
  if (findings.length === 0)
    return 'Nothing is wrong with how this request is signed. Look at the permissions of the key, its list of allowed addresses, and the environment it was made for.\n';
  const timed = findings.some(({ code }) =>
    ['CLOCK_OFF', 'TOKEN_EXPIRED', 'TOKEN_NOT_YET_VALID'].includes(code),
  );
  const said = findings.map(({ code, text, fix }) => `${code}\n  ${text}.\n  ${fix}\n`).join('\n');
  return timed ? `${said}\nThe time was judged against now; --at TIME judges it against another.\n` : said;
}
