import type { BenchFlow, EmbeddedOptions } from '../embedded-node-red';
import type { ServerAddress } from '../protocol';
import { LAST } from './last';

/** Where the core nodes hear the feed. */
export const CORE_PATH = '/core';

const at = { z: 'tab', x: 100, y: 100 };

export function marketData(channel: string, products: Iterable<string>): BenchFlow[number] {
  return {
    id: channel,
    type: 'coinbase-market-data',
    name: '',
    account: 'account',
    channel,
    products: [...products].join(' '),
    candleSize: '60',
    candleUpdates: 'final',
    emptyCandles: 'skip',
    depth: '',
    bookAs: 'changes',
    pace: 'every',
    seconds: '1',
    tellStale: true,
    staleSeconds: '30',
    command: 'payload',
    commandType: 'msg',
    wires: [['ours-sink']],
    ...at,
  };
}

/** Market data of all kinds into the sink `ours`, and `websocket in` with `json` into the sink `core`. */
export function flowsFor(rest: string, products: ReadonlySet<string>): BenchFlow {
  return [
    { id: 'tab', type: 'tab', label: 'bench' },
    {
      id: 'account',
      type: 'coinbase-account',
      name: 'bench',
      environment: 'exchange-sandbox',
      origin: rest,
      sandbox: '',
      keyFile: '',
      limiter: 'off',
    },
    marketData('book', products),
    marketData('trades', products),
    marketData('ticker', [...products, LAST]),
    { id: 'ours-sink', type: 'bench-sink', arm: 'ours', wires: [], ...at },
    {
      id: 'client',
      type: 'websocket-client',
      path: rest.replace(/^http/, 'ws') + CORE_PATH,
      tls: '',
      wholemsg: 'false',
      hb: '0',
      subprotocol: '',
      headers: [],
    },
    { id: 'core', type: 'websocket in', name: '', server: '', client: 'client', wires: [['json']], ...at },
    {
      id: 'json',
      type: 'json',
      name: '',
      property: 'payload',
      action: 'obj',
      pretty: false,
      wires: [['core-sink']],
      ...at,
    },
    { id: 'core-sink', type: 'bench-sink', arm: 'core', wires: [], ...at },
  ];
}

export function credentialsFor({ key, secret, passphrase }: ServerAddress): EmbeddedOptions['credentials'] {
  return {
    account: {
      coinbaseAccountKey: key,
      coinbaseAccountSecret: secret,
      coinbaseAccountPassphrase: passphrase,
    },
  };
}
