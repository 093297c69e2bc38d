import { without, type Mistake } from './client';

export const identityMistakes: Mistake[] = [
  {
    name: 'key and passphrase swapped',
    code: 'KEY_PASSPHRASE_SWAPPED',
    place: 'identity',
    make: (client) => {
      [client.key, client.passphrase] = [client.passphrase, client.key];
    },
  },
  {
    name: 'key in quotes',
    code: 'KEY_DAMAGED',
    place: 'identity',
    make: (client) => {
      client.key = `"${client.key}"`;
    },
  },
  {
    name: 'key in capitals',
    code: 'KEY_DAMAGED',
    place: 'identity',
    make: (client) => {
      client.key = client.key.toUpperCase();
    },
  },
  {
    name: 'key of another environment',
    code: 'KEY_UNKNOWN',
    place: 'identity',
    hides: true,
    make: (client) => {
      client.key = 'f'.repeat(32);
    },
  },
  {
    name: 'CDP key',
    code: 'CDP_KEY_NAME',
    place: 'identity',
    hides: true,
    make: (client) => {
      client.key = 'organizations/a-b/apiKeys/c-d';
    },
  },
  {
    name: 'login password',
    code: 'PASSPHRASE_WRONG',
    place: 'identity',
    make: (client) => {
      client.passphrase = 'hunter2';
    },
  },
  {
    name: 'passphrase in quotes',
    code: 'PASSPHRASE_DAMAGED',
    place: 'identity',
    make: (client) => {
      client.passphrase = `'${client.passphrase}'`;
    },
  },
  {
    name: 'passphrase in capitals',
    code: 'PASSPHRASE_DAMAGED',
    place: 'identity',
    make: (client) => {
      client.passphrase = client.passphrase.toUpperCase();
    },
  },
  { name: 'no key', code: 'HEADER_MISSING', place: 'identity', hides: true, make: without('cb-access-key') },
  {
    name: 'no signature',
    code: 'HEADER_MISSING',
    place: 'digest',
    hides: true,
    make: without('cb-access-sign'),
  },
  {
    name: 'empty passphrase',
    code: 'HEADER_MISSING',
    place: 'identity',
    make: (client) => {
      client.passphrase = '';
    },
  },
  {
    name: 'signature under the name of Prime',
    code: 'HEADER_NAME_WRONG',
    place: 'digest',
    hides: true,
    make: (client) => {
      client.rename = (name) => (name === 'cb-access-sign' ? 'cb-access-signature' : name);
    },
  },
  {
    name: 'passphrase sent twice',
    code: 'HEADER_REPEATED',
    place: 'identity',
    make: (client) => {
      client.passphrase = `${client.passphrase}, ${client.passphrase}`;
    },
  },
];
