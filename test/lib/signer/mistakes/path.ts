import { hasQuery, noBody, queryOf, pathOf, requery, type Mistake } from './client';

export const pathMistakes: Mistake[] = [
  {
    name: 'no query',
    code: 'QUERY_LEFT_OUT',
    place: 'path',
    on: hasQuery,
    make: (client) => {
      client.signed.path = pathOf(client);
    },
  },
  {
    name: 'no question mark',
    code: 'QUERY_MARK_LEFT_OUT',
    place: 'path',
    on: hasQuery,
    make: (client) => {
      client.signed.path = client.path.replace('?', '');
    },
  },
  {
    name: 'query sorted',
    code: 'QUERY_REWRITTEN',
    place: 'path',
    on: hasQuery,
    make: (client) => requery(client, queryOf(client).split('&').sort().join('&')),
  },
  {
    name: 'query reversed',
    code: 'QUERY_REWRITTEN',
    place: 'path',
    on: hasQuery,
    make: (client) => requery(client, queryOf(client).split('&').reverse().join('&')),
  },
  {
    name: 'query decoded',
    code: 'QUERY_REWRITTEN',
    place: 'path',
    on: hasQuery,
    make: (client) => requery(client, decodeURIComponent(queryOf(client))),
  },
  {
    name: 'query as URLSearchParams writes it',
    code: 'QUERY_REWRITTEN',
    place: 'path',
    on: hasQuery,
    make: (client) => requery(client, new URLSearchParams(queryOf(client)).toString()),
  },
  {
    name: 'query encoded after RFC 3986',
    code: 'QUERY_REWRITTEN',
    place: 'path',
    on: hasQuery,
    make: (client) =>
      requery(
        client,
        queryOf(client).replace(
          /[!'()*]/g,
          (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
        ),
      ),
  },
  {
    name: 'list in brackets',
    code: 'QUERY_REWRITTEN',
    place: 'path',
    rare: true,
    on: hasQuery,
    make: (client) => requery(client, decodeURIComponent(queryOf(client)).replace(/status=/g, 'status[]=')),
  },
  {
    name: 'query as a JSON body',
    code: 'QUERY_SIGNED_AS_BODY',
    place: 'path',
    rare: true,
    on: (client) => hasQuery(client) && noBody(client),
    make: (client) => {
      client.signed.path = pathOf(client);
      client.signed.body = JSON.stringify(Object.fromEntries(new URLSearchParams(queryOf(client))));
    },
  },
  {
    name: 'whole URL',
    code: 'FULL_URL_SIGNED',
    place: 'path',
    make: (client) => {
      client.signed.path = `http://127.0.0.1:4000${client.path}`;
    },
  },
  {
    name: 'whole URL of the exchange',
    code: 'FULL_URL_SIGNED',
    place: 'path',
    make: (client) => {
      client.signed.path = `https://api.exchange.coinbase.com${client.path}`;
    },
  },
  {
    name: 'no leading slash',
    code: 'LEADING_SLASH_MISSING',
    place: 'path',
    make: (client) => {
      client.signed.path = client.path.slice(1);
    },
  },
  {
    name: 'double slash signed',
    code: 'DOUBLE_SLASH',
    place: 'path',
    make: (client) => {
      client.signed.path = `/${client.path}`;
    },
  },
  {
    name: 'double slash sent',
    code: 'DOUBLE_SLASH',
    place: 'path',
    make: (client) => {
      client.path = `/${client.path}`;
    },
  },
  {
    name: 'slash at the end',
    code: 'TRAILING_SLASH',
    place: 'path',
    make: (client) => {
      client.signed.path = client.path.replace(/(\?|$)/, '/$1');
    },
  },
  {
    name: 'path decoded',
    code: 'PATH_REWRITTEN',
    place: 'path',
    rare: true,
    on: ({ path }) => path.includes('%3A132'),
    make: (client) => {
      client.signed.path = client.path.replace('%3A', ':');
    },
  },
  {
    name: 'raw UTF-8 in the path, read as Latin-1 by the server',
    code: 'PATH_REWRITTEN',
    place: 'path',
    rare: true,
    on: ({ path }) => path === '/accounts',
    make: (client) => {
      client.signed.path = '/accounts/ü東';
      client.path = Buffer.from(client.signed.path).toString('latin1');
    },
  },
];
