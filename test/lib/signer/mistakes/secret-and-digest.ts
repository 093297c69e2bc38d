import { type Mistake } from './client';

export const secretMistakes: Mistake[] = [
  {
    name: 'not decoded',
    code: 'SECRET_NOT_DECODED',
    place: 'secret',
    make: (client) => {
      client.hmacKey = Buffer.from(client.secret);
    },
  },
  {
    name: 'encoded again',
    code: 'SECRET_NOT_DECODED',
    place: 'secret',
    rare: true,
    make: (client) => {
      client.hmacKey = Buffer.from(Buffer.from(client.secret).toString('base64'));
    },
  },
  {
    name: 'decoded to UTF-8 text',
    code: 'SECRET_AS_TEXT',
    place: 'secret',
    make: (client) => {
      client.hmacKey = Buffer.from(Buffer.from(client.secret, 'base64').toString('utf8'));
    },
  },
  {
    name: 'decoded with atob',
    code: 'SECRET_AS_TEXT',
    place: 'secret',
    make: (client) => {
      client.hmacKey = Buffer.from(atob(client.secret));
    },
  },
  {
    name: 'plus lost',
    code: 'SECRET_DAMAGED',
    place: 'secret',
    make: (client) => {
      client.hmacKey = Buffer.from(client.secret.replace(/\+/g, ' '), 'base64');
    },
  },
  {
    name: 'URL-safe, and the decoder drops it',
    code: 'SECRET_DAMAGED',
    place: 'secret',
    make: (client) => {
      client.hmacKey = Buffer.from(client.secret.replace(/[+/]/g, ''), 'base64');
    },
  },
  {
    name: 'in quotes, not decoded',
    code: 'SECRET_DAMAGED',
    place: 'secret',
    make: (client) => {
      client.hmacKey = Buffer.from(`"${client.secret}"`);
    },
  },
  {
    name: 'line break behind it, not decoded',
    code: 'SECRET_DAMAGED',
    place: 'secret',
    make: (client) => {
      client.hmacKey = Buffer.from(`${client.secret}\n`);
    },
  },
  {
    name: 'URL-safe, not decoded',
    code: 'SECRET_DAMAGED',
    place: 'secret',
    rare: true,
    make: (client) => {
      client.hmacKey = Buffer.from(client.secret.replace(/\+/g, '-').replace(/\//g, '_'));
    },
  },
  {
    name: 'of another key',
    code: 'SECRET_WRONG',
    place: 'secret',
    hides: true,
    make: (client) => {
      client.hmacKey = Buffer.alloc(64, 9);
    },
  },
  {
    name: 'hex',
    code: 'DIGEST_HEX',
    place: 'digest',
    make: (client) => {
      client.write = (digest) => digest.toString('hex');
    },
  },
  {
    name: 'hex in base64',
    code: 'DIGEST_HEX',
    place: 'digest',
    make: (client) => {
      client.write = (digest) => Buffer.from(digest.toString('hex')).toString('base64');
    },
  },
  {
    name: 'URL-safe',
    code: 'DIGEST_NOT_STANDARD',
    place: 'digest',
    make: (client) => {
      client.write = (digest) => digest.toString('base64url');
    },
  },
  {
    name: 'no padding',
    code: 'DIGEST_NOT_STANDARD',
    place: 'digest',
    make: (client) => {
      client.write = (digest) => digest.toString('base64').slice(0, -1);
    },
  },
  {
    name: "Python's str() of bytes",
    code: 'DIGEST_NOT_STANDARD',
    place: 'digest',
    make: (client) => {
      client.write = (digest) => `b'${digest.toString('base64')}'`;
    },
  },
  {
    name: 'the secret in its place',
    code: 'SECRET_AS_SIGNATURE',
    place: 'digest',
    hides: true,
    make: (client) => {
      client.write = () => client.secret;
    },
  },
  {
    name: 'SHA-512',
    code: 'DIGEST_WRONG_HASH',
    place: 'digest',
    hides: true,
    make: (client) => {
      client.hash = 'sha512';
    },
  },
  {
    name: 'a word',
    code: 'DIGEST_UNREADABLE',
    place: 'digest',
    hides: true,
    make: (client) => {
      client.write = () => 'signature';
    },
  },
];
