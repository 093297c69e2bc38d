import assert from 'node:assert/strict';
import { checkOrigin, environments, type EnvironmentName } from '../../../nodes/lib/api';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';

describe('the address of an API', () => {
  const good: readonly [string, string][] = [
    ['https://api.exchange.coinbase.com', 'https://api.exchange.coinbase.com'],
    ['https://api.exchange.coinbase.com/', 'https://api.exchange.coinbase.com'],
    [' HTTPS://API.Exchange.Coinbase.com:443 ', 'https://api.exchange.coinbase.com'],
    ['https://api-us.dma.prime.coinbase.com', 'https://api-us.dma.prime.coinbase.com'],
    ['https://proxy.example:8443', 'https://proxy.example:8443'],
    ['http://127.0.0.1:1234', 'http://127.0.0.1:1234'],
    ['http://localhost:1234', 'http://localhost:1234'],
    ['http://[::1]:1234', 'http://[::1]:1234'],
  ];
  for (const [given, origin] of good) it(`takes ${given}`, () => assert.equal(checkOrigin(given), origin));

  it('takes those of its own environments', () => {
    for (const [name, { origin }] of Object.entries(environments))
      if (origin) assert.equal(checkOrigin(origin, name as EnvironmentName), origin);
  });

  it('takes the host of no other API, but for custom, which may be any', () => {
    for (const wanted of Object.keys(environments) as EnvironmentName[])
      for (const [name, { origin, api }] of Object.entries(environments)) {
        if (!origin || wanted === 'local-sandbox') continue;
        const host = new URL(origin).host;
        const sameHost = Object.values(environments).some(
          (one) =>
            one.origin !== undefined &&
            new URL(one.origin).host === host &&
            one.api === environments[wanted].api,
        );
        const fits = wanted === 'custom' || api === environments[wanted].api || sameHost;
        if (fits) assert.equal(checkOrigin(origin, wanted), origin, `${name} as ${wanted}`);
        else
          assert.throws(
            () => checkOrigin(origin, wanted),
            new RegExp(`environment ${wanted} is at`),
            `${name} as ${wanted}`,
          );
      }
    assert.throws(() => checkOrigin('https://api.pro.coinbase.com', 'custom'), /closed since 2024/);
  });

  it('names the right address for a closed host in every environment', () => {
    for (const [name, { origin }] of Object.entries(environments))
      for (const host of ['api.pro.coinbase.com', 'api.gdax.com', 'pro.coinbase.com']) {
        const right = name === 'exchange-sandbox' ? environments.exchange.origin : origin;
        assert.throws(
          () => checkOrigin(`https://${host}`, name as EnvironmentName),
          (error) =>
            error instanceof CoinbaseError &&
            error.why.endsWith(` ${right ?? environments.exchange.origin}`) &&
            /closed|old web page/.test(error.why),
          `${host} as ${name}`,
        );
      }
  });

  const bad: readonly [unknown, RegExp][] = [
    ['https://api.pro.coinbase.com', /closed since 2024; use https:\/\/api\.exchange\.coinbase\.com/],
    ['https://api.gdax.com', /use https:\/\/api\.exchange\.coinbase\.com/],
    ['https://API.Pro.Coinbase.com.', /Coinbase Pro/],
    ['https://public.sandbox.exchange.coinbase.com', /web page; use https:\/\/api-public\.sandbox/],
    ['https://api.coinbase.com', /Advanced Trade/],
    ['https://api.prime.coinbase.com', /Prime/],
    ['https://ws-feed.exchange.coinbase.com', /feed/],
    ['https://advanced-trade-ws.coinbase.com', /feed/],
    ['https://advanced-trade-ws-user.coinbase.com', /feed/],
    ['https://international.coinbase.com', /web page/],
    ['wss://ws-feed.exchange.coinbase.com', /must start with https/],
    ['http://api.exchange.coinbase.com', /not encrypted/],
    ['http://127.0.0.1.evil.example', /not encrypted/],
    ['http://localhost.evil.example', /not encrypted/],
    ['http://192.168.1.5:8080', /not encrypted/],
    ['https://api.exchange.coinbase.com/orders', /must end after the host/],
    ['https://api.exchange.coinbase.com/?a=1', /must end after the host/],
    ['https://api.exchange.coinbase.com?', /must end after the host/],
    ['https://api.exchange.coinbase.com#', /must end after the host/],
    ['https://user:pass@api.exchange.coinbase.com', /user name/],
    ['https://@api.exchange.coinbase.com', /user name/],
    ['api.exchange.coinbase.com', /is not a URL/],
    ['https://', /is not a URL/],
    ['javascript:alert(1)', /is not a URL/],
    ['file:///etc/passwd', /must start with https/],
    ['', /nothing|""/],
    [undefined, /nothing/],
    [7, /7/],
    [{}, /an object/],
  ];
  for (const [given, words] of bad)
    it(`refuses ${JSON.stringify(given)}`, () =>
      assert.throws(
        () => checkOrigin(given),
        (thrown) =>
          thrown instanceof CoinbaseError && thrown.code === 'ACCOUNT_MISSING' && words.test(thrown.message),
      ));

  it('keeps a password in a mistyped URL out of the text', () => {
    assert.throws(
      () => checkOrigin('https://user:hunter2@exa mple'),
      (thrown: Error) => !thrown.message.includes('hunter2'),
    );
    assert.throws(
      () => checkOrigin('https://user:hunter2@example.org'),
      (thrown: Error) => !thrown.message.includes('hunter2'),
    );
  });
});
