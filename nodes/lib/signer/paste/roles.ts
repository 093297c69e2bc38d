/** What a label in a pasted text says about the value beside it. */
export type Role =
  | 'key'
  /** `id` or `name`: the key of a CDP key file, and no part of an Exchange key. */
  | 'key-name'
  | 'secret'
  | 'passphrase'
  /** The service account id, which only Prime has. */
  | 'service-account'
  /** Another value that only Prime has. */
  | 'prime'
  /** A value that is no part of a credential. */
  | 'other';

/** Tried in this order on the label in lower case, letters and digits only. */
const ENDINGS: readonly (readonly [Role, RegExp])[] = [
  [
    'other',
    /(?:publickey|sign|signature|timestamp|nickname|projectid|portfolioid|userid|accountname|username)$/,
  ],
  ['service-account', /(?:svcaccountid|serviceaccountid|svcaccount|serviceaccount)$/],
  ['prime', /entityid$/],
  ['passphrase', /(?:passphrase|phrase|password|pass|apipw)$/],
  ['secret', /(?:secret|secretkey|secretapikey|privatekey|signingkey|secretb64|secretbase64)$/],
  ['key-name', /^(?:coinbase|cb|cdp|api)*(?:id|name|keyname|keyid)$/],
  ['key', /(?:key|accesskey|apikey|keyid)$/],
];

/** The role that a label gives its value; undefined for a text that is no label of ours. */
export function roleOf(label: string): Role | undefined {
  const plain = label.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (plain === '' || plain.length > 60) return undefined;
  return ENDINGS.find(([, ending]) => ending.test(plain))?.[0];
}

/** The product that a label names by itself; most labels name none. */
export function productOf(label: string): 'prime' | 'international' | undefined {
  const plain = label.toLowerCase().replace(/[^a-z0-9]/g, '');
  const role = roleOf(label);
  if (role === undefined || role === 'other') return undefined;
  if (role === 'prime' || role === 'service-account' || /prime|signingkey$/.test(plain)) return 'prime';
  return /intx|international/.test(plain) ? 'international' : undefined;
}
