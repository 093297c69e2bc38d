import assert from 'node:assert/strict';
import { ExampleBench } from './example-bench';
import { readExample } from './example-flow';
import { patience } from '../patience';

for (const version of [4, 5] as const) {
  describe(`flows that speak with the home in Node-RED ${version}`, function () {
    this.timeout(patience(120_000));
    let bench: ExampleBench;
    before(async () => {
      bench = await ExampleBench.start(version);
    });
    after(() => bench?.stop());

    it('06: a price above the level is one notification, the market of the sandbox another', async () => {
      await bench.deploy(readExample('06 - Price alert to a notification'));
      await bench.click('practice: 70100');
      await bench.click('practice: 70100');
      await bench.heard('home/notification', (text) => text === 'practice is above 70000: 70100');
      await bench.heard('home/notification', (text) => text.startsWith('BTC-USD is above 70000'));
      await bench.click('practice: 69850');
      await bench.heard('home/notification', (text) => text === 'practice is back at 69850');
      const practice = bench.told.filter(({ payload }) => payload.startsWith('practice'));
      assert.equal(practice.length, 2, 'once each');
    });

    it('06: what is to be told while the broker is away is told when it is back, and nothing twice', async () => {
      const away = bench.red.nextLog(/Disconnected from broker/);
      const comeBack = await bench.breakBroker();
      await away;
      for (const [price, says] of [
        ['practice: 70100', 'practice is above 70000: 70100'],
        ['practice: 69850', 'practice is back at 69850'],
      ] as const) {
        const line = bench.red.nextLog(new RegExp(`\\[debug:the notification\\] ${says}`));
        await bench.click(price);
        await line;
      }
      await comeBack();
      await bench.heard('home/notification', (text) =>
        /^practice is above.*\npractice is back at 69850$/.test(text),
      );
      await bench.click('practice: 70100');
      await bench.heard('home/notification', (text) => text === 'practice is above 70000: 70100');
      assert.equal(bench.told.filter(({ payload }) => payload.startsWith('practice')).length, 2, 'once each');
    });

    it('09: entities introduce themselves, and coming home buys once and is confirmed', async () => {
      await bench.publish('home/old/presence', JSON.stringify({ state: 'home', id: 'yesterday' }), true);
      await bench.publish('coinbase/trading/set', 'halted', true);
      await bench.deploy(readExample('09 - Home Assistant'));
      for (const entity of ['sensor/coinbase/usd', 'sensor/coinbase/last_order', 'switch/coinbase/trading']) {
        const { payload, retain } = await bench.heard(`homeassistant/${entity}/config`);
        const config = JSON.parse(payload) as Record<string, unknown>;
        assert.ok(retain && typeof config['unique_id'] === 'string' && config['state_topic'], entity);
        assert.equal(config['availability_topic'], 'coinbase/status');
      }
      assert.equal((await bench.heard('coinbase/status')).payload, 'online');
      assert.match((await bench.heard('coinbase/balance/USD')).payload, /^\d+(\.\d+)?$/);
      // How the alert stands is known from the start, and told anew where it stands otherwise.
      await bench.until(
        () => {
          const alerts = bench.told
            .filter(({ topic }) => topic === 'coinbase/alert')
            .map(({ payload }) => payload);
          return alerts.includes('cleared') && alerts.at(-1) === 'triggered' ? true : undefined;
        },
        () => 'the alert is not told as cleared and then as triggered',
      );
      const event = JSON.stringify({ state: 'home', id: 'arrival-1' });
      await bench.publish('home/anna/presence', event);
      await bench.publish('home/anna/presence', event);
      const { payload } = await bench.heard('home/anna/presence/confirmed');
      assert.match(payload, /"outcome":"filled"/);
      assert.equal(
        (await bench.heard('coinbase/trading')).payload,
        'active',
        'a command of yesterday is none',
      );
      await bench.publish('coinbase/trading/set', 'halted');
      await bench.heard('coinbase/trading', (state) => state === 'halted');
      await bench.publish('home/ben/presence', JSON.stringify({ state: 'home', id: 'arrival-2' }));
      const refused = JSON.parse((await bench.heard('home/ben/presence/confirmed')).payload) as {
        outcome: string;
      };
      assert.equal(refused.outcome, 'TRADING_HALTED', 'why there is no order goes back as well');
      await bench.publish('coinbase/trading/set', 'active');
      await bench.heard('coinbase/trading', (state) => state === 'active');
      const confirmed = bench.told.filter(({ topic }) => topic.endsWith('/confirmed'));
      assert.deepEqual(
        confirmed.map(({ topic }) => topic),
        ['home/anna/presence/confirmed', 'home/ben/presence/confirmed'],
        'told twice, bought once; old news bought nothing',
      );
    });

    it('09: a broker that was away and forgot everything is told all of it anew', async () => {
      const comeBack = await bench.breakBroker();
      await comeBack();
      await bench.heard('homeassistant/sensor/coinbase/usd/config');
      await bench.heard('coinbase/balance/USD');
      await bench.heard('coinbase/trading', (state) => state === 'active');
      await bench.heard('coinbase/alert', (payload) => payload === 'triggered');
      assert.equal(bench.told.filter(({ topic }) => topic.endsWith('/confirmed')).length, 0, 'buys nothing');
    });

    it('10: panic halts and cancels what is open, without a broker too, and two clicks go on', async () => {
      await bench.deploy(readExample('10 - Panic button'));
      const waits = await bench.shown('it waits', () => bench.click('wait for a low price'));
      const canceled = bench.red.nextLog(/\[debug:what the switch says\].*"canceled":\[/);
      await bench.publish('home/panic', 'pressed');
      assert.ok((await canceled).includes(String(waits['id'])), 'the open order is canceled');
      assert.match(
        JSON.stringify(await bench.shown('the problem', () => bench.click('wait for a low price'))),
        /TRADING_HALTED|halted/,
      );
      const asks = bench.red.nextLog(/\[debug:are you sure\?\] click once more/);
      await bench.click('go on');
      await asks;
      const state = await bench.shown('what the switch says', () => bench.click('go on'));
      assert.equal(state['state'], 'active');
      const again = await bench.shown('it waits', () => bench.click('wait for a low price'));
      await bench.breakBroker();
      const offline = bench.red.nextLog(/\[debug:what the switch says\].*"canceled":\[/);
      await bench.click('PANIC');
      assert.ok((await offline).includes(String(again['id'])), 'without a broker too');
    });
  });
}
