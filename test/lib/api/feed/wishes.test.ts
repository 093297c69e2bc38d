import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Command } from '../../../../nodes/lib/api/feed/wish';
import { createWishes, type Wishes } from '../../../../nodes/lib/api/feed/wishes';
import { CoinbaseError } from '../../../../nodes/lib/rules/errors';
import { virtualClock, type VirtualClock } from '../virtual-clock';

const CHANNELS = ['ticker', 'level2'] as const;
const PRODUCTS = ['A-USD', 'B-USD', 'C-USD', 'D-USD', 'E-USD'] as const;
/** What the exchange never takes: where it names the product, that product, else single channels of it. */
function isBad(key: string, names: boolean): boolean {
  return names ? /[BE]-USD/.test(key) : ['ticker B-USD', 'level2 B-USD', 'level2 E-USD'].includes(key);
}

/** A server that takes one command at a time, and names what is wrong with it or not. */
function serve(wishes: Wishes, names: boolean) {
  const subscribed = new Set<string>();
  let asked: Command | undefined;
  return {
    subscribed,
    get busy() {
      return asked !== undefined;
    },
    ask(command: Command) {
      assert.equal(asked, undefined, 'one command at a time');
      asked = { type: command.type, entries: command.entries.map((entry) => ({ ...entry })) };
    },
    answer() {
      const command = asked;
      asked = undefined;
      if (!command) return;
      const keys = command.entries.map(({ channel, productId }) => `${channel} ${productId}`);
      const bad = command.type === 'subscribe' ? keys.find((key) => isBad(key, names)) : undefined;
      if (bad !== undefined) {
        const words = names ? `${bad.split(' ')[1] ?? ''} is not a valid product` : 'no';
        return wishes.failed({ error: new CoinbaseError('PRODUCT_UNKNOWN', words), words, whole: false });
      }
      for (const key of keys)
        if (command.type === 'subscribe') subscribed.add(key);
        else subscribed.delete(key);
      wishes.acknowledged(({ channel, productId }) => subscribed.has(`${channel} ${productId}`));
    },
    cut() {
      asked = undefined;
      subscribed.clear();
    },
  };
}

describe('what a socket is to be subscribed to', () => {
  let clock: VirtualClock;
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  const step = fc.oneof(
    fc.record({ kind: fc.constant('want' as const), channel: fc.nat(1), product: fc.nat(4) }),
    fc.record({ kind: fc.constant('end' as const), which: fc.nat(20) }),
    fc.record({ kind: fc.constant('renew' as const), channel: fc.nat(1), product: fc.nat(4) }),
    fc.constant({ kind: 'answer' } as const),
    fc.constant({ kind: 'cut' } as const),
    fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(3000) }),
  );

  it('comes to what is wanted and taken, whatever happens in between', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 40 }),
        fc.boolean(),
        fc.boolean(),
        async (steps, channelEach, names) => {
          clock = virtualClock();
          let open = false;
          const wishes: Wishes = createWishes({
            clock,
            limited: true,
            channelEach,
            send(command) {
              assert.ok(open, 'nothing is sent on no socket');
              if (channelEach) assert.equal(new Set(command.entries.map(({ channel }) => channel)).size, 1);
              server.ask(command);
            },
            isAnswerBehind: () => false,
            unanswered: () => cut(),
            wake: () => undefined,
            idle: () => cut(),
          });
          const server = serve(wishes, names);
          const cut = (): void => {
            open = false;
            server.cut();
            wishes.closed();
          };
          const held: { key: string; end: () => void; stood: string }[] = [];
          const connect = (): void => {
            if (open || !wishes.needed) return;
            open = true;
            wishes.opened();
          };
          for (const one of steps) {
            if (one.kind === 'want') {
              const [channel, productId] = [CHANNELS[one.channel] ?? '', PRODUCTS[one.product] ?? ''];
              const own = { key: `${channel} ${productId}`, end: () => undefined as void, stood: 'asked' };
              own.end = wishes.want(
                { channel, productId },
                { granted: () => (own.stood = 'granted'), refused: () => (own.stood = 'refused') },
              );
              held.push(own);
            }
            if (one.kind === 'end') held.splice(one.which, 1)[0]?.end();
            if (one.kind === 'renew')
              wishes.renew({ channel: CHANNELS[one.channel] ?? '', productId: PRODUCTS[one.product] ?? '' });
            if (one.kind === 'answer') server.answer();
            if (one.kind === 'cut') cut();
            if (one.kind === 'wait') await clock.advance(one.ms);
            connect();
            await turn();
          }
          for (let round = 0; round < 60; round += 1) {
            connect();
            server.answer();
            await clock.advance(250);
          }
          const wanted = new Set(held.map(({ key }) => key).filter((key) => !isBad(key, names)));
          assert.deepEqual([...server.subscribed].sort(), [...wanted].sort());
          for (const { key, stood } of held)
            assert.equal(stood, isBad(key, names) ? 'refused' : 'granted', key);
          wishes.close();
          assert.equal(clock.pending(), 0);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('comes to what is wanted where the exchange leaves more than it was asked to', async () => {
    clock = virtualClock();
    const [sent, subscribed]: [string[], Set<string>] = [[], new Set()];
    const wishes = createWishes({
      clock,
      limited: false,
      channelEach: true,
      send({ type, entries }) {
        sent.push(`${type} ${entries.map(({ productId }) => productId).join(' ')}`);
        for (const { productId } of entries)
          if (type === 'subscribe') subscribed.add(productId);
          else subscribed.clear();
        queueMicrotask(() => wishes.acknowledged(({ productId }) => subscribed.has(productId)));
      },
      isAnswerBehind: () => false,
      unanswered: () => assert.fail('each is answered'),
      wake: () => undefined,
      idle: () => undefined,
    });
    wishes.opened();
    let granted = 0;
    const hearer = { granted: () => (granted += 1), refused: () => assert.fail('nothing is refused') };
    wishes.want({ channel: 'ticker', productId: 'BTC-USD' }, hearer);
    const leave = wishes.want({ channel: 'ticker', productId: 'BTC-USDC' });
    await turn();
    leave();
    await turn();
    assert.deepEqual(sent, ['subscribe BTC-USD BTC-USDC', 'unsubscribe BTC-USDC', 'subscribe BTC-USD']);
    assert.equal(granted, 2);
    wishes.close();
  });

  it('waits for an answer while that may be behind a large message', async () => {
    clock = virtualClock();
    let [behind, lost] = [true, 0];
    const wishes = createWishes({
      clock,
      limited: false,
      channelEach: true,
      send: () => undefined,
      isAnswerBehind: () => behind,
      unanswered: () => (lost += 1),
      wake: () => undefined,
      idle: () => undefined,
    });
    wishes.want({ channel: 'ticker', productId: 'BTC-USD' });
    wishes.opened();
    await clock.advance(20_000);
    assert.equal(lost, 0);
    behind = false;
    await clock.advance(5000);
    assert.equal(lost, 1);
    wishes.close();
    assert.equal(clock.pending(), 0);
  });

  it('begins anew for who comes while it is about to be left: only then its first snapshot comes', async () => {
    clock = virtualClock();
    const sent: string[] = [];
    const wishes = createWishes({
      clock,
      limited: false,
      channelEach: true,
      send: ({ type, entries }) => sent.push(`${type} ${entries.map(({ productId }) => productId).join()}`),
      isAnswerBehind: () => false,
      unanswered: () => assert.fail('each is answered'),
      wake: () => undefined,
      idle: () => undefined,
    });
    wishes.opened();
    const heard: string[] = [];
    const want = (productId: string) =>
      wishes.want(
        { channel: 'level2', productId },
        { granted: () => heard.push(productId), refused: () => assert.fail('nothing is refused') },
      );
    const answer = async (): Promise<void> => {
      await turn();
      wishes.acknowledged(() => true);
      await turn();
    };
    const leave = want('BTC-USD');
    await answer();
    want('ETH-USD');
    await turn();
    leave();
    want('BTC-USD');
    assert.deepEqual(heard, ['BTC-USD'], 'nothing comes before it is joined anew');
    for (let answers = 0; answers < 3; answers += 1) await answer();
    assert.deepEqual(sent, [
      'subscribe BTC-USD',
      'subscribe ETH-USD',
      'unsubscribe BTC-USD',
      'subscribe BTC-USD',
    ]);
    assert.deepEqual(heard, ['BTC-USD', 'ETH-USD', 'BTC-USD']);
    wishes.close();
  });
});
