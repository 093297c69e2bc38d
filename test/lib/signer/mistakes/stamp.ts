import { without, type Mistake } from './client';

export const stampMistakes: Mistake[] = [
  {
    name: 'milliseconds',
    code: 'STAMP_MILLISECONDS',
    place: 'stamp',
    make: (client) => {
      client.stamp = `${client.stamp}123`;
      client.signed.stamp = client.stamp;
    },
  },
  {
    name: 'a minute ahead',
    code: 'CLOCK_OFF',
    place: 'stamp',
    make: (client) => {
      client.stamp = String(Number(client.stamp) + 60);
      client.signed.stamp = client.stamp;
    },
  },
  {
    name: 'an hour behind',
    code: 'CLOCK_OFF',
    place: 'stamp',
    make: (client) => {
      client.stamp = String(Number(client.stamp) - 3600);
      client.signed.stamp = client.stamp;
    },
  },
  {
    name: 'NaN',
    code: 'STAMP_NOT_A_NUMBER',
    place: 'stamp',
    make: (client) => {
      client.stamp = 'NaN';
      client.signed.stamp = 'NaN';
    },
  },
  {
    name: 'ISO time',
    code: 'STAMP_NOT_A_NUMBER',
    place: 'stamp',
    make: (client) => {
      client.stamp = new Date(Number(client.stamp) * 1000).toISOString();
      client.signed.stamp = client.stamp;
    },
  },
  {
    name: 'no stamp',
    code: 'STAMP_MISSING',
    place: 'stamp',
    hides: true,
    make: without('cb-access-timestamp'),
  },
  {
    name: 'the clock read twice',
    code: 'STAMP_DIFFERS',
    place: 'signed-stamp',
    on: ({ stamp }) => /^\d+$/.test(stamp),
    make: (client) => {
      client.signed.stamp = String(Number(client.stamp) - 1);
    },
  },
  {
    name: 'no stamp signed',
    code: 'STAMP_DIFFERS',
    place: 'signed-stamp',
    make: (client) => {
      client.signed.stamp = '';
    },
  },
  {
    name: 'milliseconds signed',
    code: 'STAMP_DIFFERS',
    place: 'signed-stamp',
    rare: true,
    on: ({ stamp }) => /^\d{10}$/.test(stamp),
    make: (client) => {
      client.signed.stamp = `${client.stamp}987`;
    },
  },
];
