import { hostsOf } from '../cdp';
import type { Finding } from '../findings';
import { withoutQuery } from '../prehash';
import type { ReceivedRequest } from '../types';
import { doctorFinding } from './codes';

/**
 * What is wrong with the request that a token claims to be for.
 * @param uris the claim "uri", or the list in "uris"; one that fits is enough.
 */
export function examineUris(uris: readonly unknown[], received: ReceivedRequest, host: string): Finding[] {
  const [first] = uris;
  if (first === undefined) return [doctorFinding('TOKEN_URI_MISSING')];
  const each = uris.map((uri) => examineUri(typeof uri === 'string' ? uri : '', received, host));
  return each.find((findings) => findings.length === 0) ?? each[0] ?? [];
}

function examineUri(uri: string, { method, path }: ReceivedRequest, host: string): Finding[] {
  const [, verb = '', scheme, name = '', claimed = ''] =
    /^(?:([A-Za-z]+)\s)?\s*(https?:\/\/)?([^/\s]*)(.*)$/.exec(uri) ?? [];
  const findings: Finding[] = [];
  if (verb !== method) findings.push(doctorFinding('TOKEN_URI_METHOD', methodSeen(verb, method)));
  if (scheme !== undefined) findings.push(doctorFinding('TOKEN_URI_SCHEME'));
  if (!hostsOf(host).includes(name)) findings.push(doctorFinding('TOKEN_URI_HOST', hostSeen(name, host)));
  const wanted = withoutQuery(path);
  const bare = withoutQuery(claimed);
  if (bare !== wanted) findings.push(doctorFinding('TOKEN_URI_PATH'));
  if (bare !== claimed) findings.push(doctorFinding('TOKEN_URI_QUERY'));
  return findings.length === 0 && uri !== `${method} ${name}${wanted}`
    ? [doctorFinding('TOKEN_URI_PATH', 'there is something else in it')]
    : findings;
}

function methodSeen(verb: string, method: string): string | undefined {
  if (verb === '') return 'there is none';
  return verb.toUpperCase() === method ? 'it is not in upper case' : undefined;
}

function hostSeen(name: string, host: string): string | undefined {
  if (name === '') return 'there is none';
  return name.replace(/:\d+$/, '') === host.replace(/:\d+$/, '') ? 'there is a port' : undefined;
}
