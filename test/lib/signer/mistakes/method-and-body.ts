import { hasBody, noBody, object, python, type Mistake } from './client';

export const partMistakes: Mistake[] = [
  {
    name: 'lower case',
    code: 'METHOD_CASE',
    place: 'method',
    make: (client) => {
      client.signed.method = client.method.toLowerCase();
    },
  },
  {
    name: 'another method',
    code: 'METHOD_DIFFERS',
    place: 'method',
    on: ({ method }) => method !== 'GET',
    make: (client) => {
      client.signed.method = 'GET';
    },
  },
  {
    name: 'no body',
    code: 'BODY_NOT_SIGNED',
    place: 'body',
    on: hasBody,
    make: (client) => {
      client.signed.body = '';
    },
  },
  {
    name: "Python's blanks",
    code: 'BODY_RESERIALISED',
    place: 'body',
    on: hasBody,
    make: (client) => {
      client.signed.body = python(object(client));
    },
  },
  {
    name: 'names sorted',
    code: 'BODY_RESERIALISED',
    place: 'body',
    on: hasBody,
    make: (client) => {
      client.signed.body = JSON.stringify(object(client), Object.keys(object(client)).sort());
    },
  },
  {
    name: 'escaped Unicode',
    code: 'BODY_RESERIALISED',
    place: 'body',
    on: ({ body }) => body.includes('ü'),
    make: (client) => {
      client.signed.body = client.body.replace(/ü/g, '\\u00fc');
    },
  },
  {
    name: 'indented',
    code: 'BODY_RESERIALISED',
    place: 'body',
    on: hasBody,
    make: (client) => {
      client.signed.body = JSON.stringify(object(client), null, 2);
    },
  },
  {
    name: 'compact, sent indented',
    code: 'BODY_RESERIALISED',
    place: 'body',
    on: hasBody,
    make: (client) => {
      client.signed.body = JSON.stringify(object(client));
      client.body = JSON.stringify(object(client), null, 4);
    },
  },
  {
    name: 'line break at the end',
    code: 'BODY_RESERIALISED',
    place: 'body',
    on: hasBody,
    make: (client) => {
      client.signed.body = `${client.body}\n`;
    },
  },
  {
    name: 'names in another order',
    code: 'BODY_RESERIALISED',
    place: 'body',
    rare: true,
    on: hasBody,
    make: (client) => {
      const [first, second, ...rest] = Object.entries(object(client));
      client.signed.body = JSON.stringify(
        Object.fromEntries([second, first, ...rest].filter((member) => member !== undefined)),
      );
    },
  },
  {
    name: 'an empty object',
    code: 'EMPTY_BODY_SIGNED',
    place: 'body',
    on: noBody,
    make: (client) => {
      client.signed.body = '{}';
    },
  },
  {
    name: 'null',
    code: 'EMPTY_BODY_SIGNED',
    place: 'body',
    on: noBody,
    make: (client) => {
      client.signed.body = 'null';
    },
  },
  {
    name: 'undefined',
    code: 'EMPTY_BODY_SIGNED',
    place: 'body',
    on: noBody,
    make: (client) => {
      client.signed.body = 'undefined';
    },
  },
  {
    name: 'method first',
    code: 'PREHASH_LAYOUT',
    place: 'method',
    rare: true,
    make: (client) => {
      client.join = (stamp, method, path, body) => method + path + body + stamp;
    },
  },
  {
    name: 'joined by line breaks',
    code: 'PREHASH_LAYOUT',
    place: 'method',
    rare: true,
    make: (client) => {
      client.join = (...parts) => parts.join('\n');
    },
  },
];
