import assert from 'node:assert/strict';
import { registerPriceAlert } from '../../nodes/coinbase-price-alert/price-alert';
import type { Red } from '../../nodes/lib/runtime';
import { virtualClock } from '../lib/api/virtual-clock';
import { alertsOf, formOf, questions } from '../lib/rules/alerts/noise/alerts';
import { noisyWalk, priceText } from '../lib/rules/alerts/noise/walk';
import { FakeNode, fakeRed } from '../lib/runtime/fake-red';
import { alertOf, loadAlerts } from './alert-bench';
import { aroundEach, codeOf, factsOf, helper, type Message } from './flow-bench';
import { alertNode } from './forms';

const START = '2023-11-14T22:13:20.000Z';

describe('a price alert', () => {
  aroundEach();

  it('sends the message on with what happened, triggered and cleared on outputs of their own', async () => {
    const wires = [['rec-out'], ['rec-status']];
    const bench = await loadAlerts([alertNode({ name: 'high', hysteresis: '1', wires })]);
    await bench.giveAll(
      { payload: '99.50', topic: 'BTC-USD' },
      { payload: '101', topic: 'BTC-USD', mine: { deep: [1] }, coinbase: { mode: 'live' } },
      { payload: '99.5', topic: 'BTC-USD' },
    );
    assert.equal(bench.records.out.length, 1);
    const [message] = bench.records.out;
    assert.deepEqual(message?.alert, {
      name: 'high',
      condition: 'above',
      event: 'triggered',
      by: 'value',
      topic: 'BTC-USD',
      value: '101',
      previous: '99.5',
      level: '100',
      since: START,
      at: START,
    });
    const { payload, topic, mine, coinbase } = message ?? {};
    assert.deepEqual(
      [payload, topic, mine, coinbase],
      ['101', 'BTC-USD', { deep: [1] }, { mode: 'live' }],
      'the rest is as it came',
    );
    await bench.clock.advance(5000);
    await bench.giveAll({ payload: 99, topic: 'BTC-USD' });
    const cleared = bench.records.status.find((one) => one.alert !== undefined);
    assert.deepEqual(
      { ...alertOf(cleared) },
      {
        ...alertOf(message),
        event: 'cleared',
        value: '99',
        previous: '99.5',
        at: '2023-11-14T22:13:25.000Z',
      },
    );
  });

  it('reads tickers, MQTT temperatures and whatever else its form names', async () => {
    for (const [form, messages] of [
      [{}, [{ payload: { price: '99', best_bid: '1' } }, { payload: { price: '101' } }]],
      [{ valueProperty: 'best_bid' }, [{ payload: { best_bid: '99' } }, { payload: { best_bid: '101' } }]],
      [
        { valueProperty: 'sensor.t' },
        [{ payload: { sensor: { t: 99.5 } } }, { payload: { sensor: { t: 100.5 } } }],
      ],
      [{ value: 'temperature' }, [{ temperature: ' 99\n' }, { temperature: '101' }]],
      [{ value: 'payload * 2', valueType: 'jsonata' }, [{ payload: 49 }, { payload: 51 }]],
    ] as readonly (readonly [Message, readonly Message[]])[]) {
      const bench = await loadAlerts([alertNode(form)]);
      await bench.giveAll(...messages);
      assert.deepEqual(
        bench.told().map((one) => one.split(' ')[0]),
        ['triggered'],
        JSON.stringify(form),
      );
      // What is on would be told as over with the next form.
      await bench.giveAll({ control: 'rearm' });
      await helper.unload();
    }
  });

  it('takes its levels from the message, and sees a price cross its average', async () => {
    const bench = await loadAlerts([alertNode({ level: 'average', levelType: 'msg' })]);
    await bench.giveAll(
      { payload: 10, average: '11' },
      { payload: 10, average: '9.5' },
      { payload: 9, average: '9.5' },
    );
    assert.deepEqual(bench.told(), ['triggered 10', 'cleared 9']);
  });

  it('keeps topics apart, or not, or looks at one alone, as the form says', async () => {
    const messages = [
      { topic: 'a', payload: 99 },
      { topic: 'b', payload: 101 },
      { topic: 'a', payload: 102 },
      { topic: 7, payload: 99 },
      { topic: 7, payload: 101 },
      { topic: { not: 'text' }, payload: 99 },
      { payload: 101 },
    ];
    for (const [form, told] of [
      [{}, ['triggered 102 a', 'triggered 101 7', 'triggered 101']],
      [{ topics: 'one' }, ['triggered 101', 'cleared 99', 'triggered 101', 'cleared 99', 'triggered 101']],
      [{ topic: 'a' }, ['triggered 102 a']],
      [{ topic: 'none' }, []],
    ] as const) {
      const bench = await loadAlerts([alertNode(form)]);
      await bench.giveAll(...messages);
      assert.deepEqual(bench.told(), told, JSON.stringify(form));
      await bench.giveAll({ control: 'rearm' });
      await helper.unload();
    }
  });

  it('takes commands: disarm, arm, rearm, reset; one topic or all; none is data, and none goes on', async () => {
    const bench = await loadAlerts([alertNode()]);
    const a = (payload: number): Message => ({ topic: 'a', payload });
    await bench.giveAll(a(99), a(101), { control: 'disarm', payload: 5, topic: 'a', reset: false });
    const message = bench.records.out[1];
    assert.deepEqual([message?.payload, message && 'control' in message], [5, false]);
    assert.deepEqual(bench.told(), ['triggered 101 a', 'cleared 101 a by command']);
    await bench.giveAll(a(99), a(101), { control: ' ARM\n' }, a(99), a(101));
    assert.deepEqual(bench.told(), ['triggered 101 a']);
    await bench.giveAll({ reset: true, payload: 99 });
    assert.equal('reset' in (bench.records.out[0] ?? {}), false, 'the next node is not reset');
    assert.deepEqual(bench.told(), ['cleared 101 a by command']);
    await bench.giveAll(a(101), a(102), { control: 'rearm', topic: 'b' }, a(99), a(101));
    assert.deepEqual(bench.told(), ['triggered 101 a']);
    await bench.giveAll({ control: 'halt' }, { control: null }, { control: { a: 1 } });
    assert.deepEqual(bench.records.caught.map(codeOf), Array(3).fill('COMMAND_UNKNOWN'));
  });

  it('is not triggered by stale data, which is none for a silence', async () => {
    const stale = { payload: 200, coinbase: { stale: true } };
    const bench = await loadAlerts([
      alertNode(),
      alertNode({ id: 'n-silent', condition: 'silent', silenceSeconds: '10' }),
    ]);
    await bench.giveAll({ payload: 99 }, stale, { payload: 99 });
    bench.send('n-silent', { payload: 1 });
    await bench.wait('completed', 4);
    await bench.clock.advance(6000);
    bench.send('n-silent', stale);
    await bench.wait('completed', 5);
    await bench.clock.advance(4000);
    await bench.wait('out', 1);
    assert.deepEqual(bench.told(), ['triggered by time']);
  });

  it('tells by itself what time does, with a copy of the last message and another id', async () => {
    const bench = await loadAlerts([alertNode({ confirm: 'seconds', confirmFor: '10' })]);
    await bench.giveAll({ payload: 99 }, { payload: 101, _msgid: 'mine', res: { end: 1 }, keep: { me: 1 } });
    await bench.clock.advance(9999);
    assert.equal(bench.records.out.length, 0);
    await bench.clock.advance(1);
    const [message] = await bench.wait('out', 1);
    const { keep, payload, res, _msgid } = message ?? {};
    assert.deepEqual([keep, payload, res], [{ me: 1 }, 101, undefined]);
    assert.ok(_msgid !== 'mine' && typeof _msgid === 'string');
    assert.deepEqual(
      [alertOf(message).by, alertOf(message).since, alertOf(message).at],
      ['time', START, '2023-11-14T22:13:30.000Z'],
    );
  });

  it('tells a silence from the start on, without any message', async () => {
    const bench = await loadAlerts([
      alertNode({ condition: 'silent', silenceSeconds: '30', topic: 'home/door' }),
    ]);
    await bench.clock.advance(30_000);
    const [message] = await bench.wait('out', 1);
    assert.deepEqual([message?.topic, message?.payload], ['home/door', null]);
    const { topic, level, since } = alertOf(message);
    assert.deepEqual([topic, level, since], ['home/door', '30', START]);
    await bench.giveAll({ topic: 'home/door', payload: 'open' });
    assert.deepEqual(bench.told(), ['triggered home/door by time', 'cleared home/door']);
  });

  it('tells a silence after a reset as it does after a start', async () => {
    const bench = await loadAlerts([alertNode({ condition: 'silent', silenceSeconds: '30' })]);
    await bench.giveAll({ topic: 'a', payload: 1 }, { reset: true });
    assert.equal(bench.clock.pending(), 1 + 1, 'one silence, and the file that is to be written');
    await bench.clock.advance(30_000);
    await bench.wait('out', 1);
    assert.deepEqual(bench.told(), ['triggered by time']);
  });

  it('leaves no timer behind when it closes', async () => {
    const bench = await loadAlerts([
      alertNode({ confirm: 'seconds', confirmFor: '10' }),
      alertNode({ id: 'n-silent', condition: 'silent' }),
    ]);
    await bench.giveAll({ payload: 99 }, { payload: 101 });
    assert.ok(bench.clock.pending() >= 2);
    await helper.unload();
    assert.equal(bench.clock.pending(), 0);
  });

  it('shows its state at once, and begins with neither paper nor LIVE', async () => {
    const bench = await loadAlerts([alertNode({ level: 'mine', levelType: 'msg' })]);
    const { status } = bench.records;
    const shows = async (event: string): Promise<Message> => {
      for (;;) {
        const last = status.at(-1)?.status as Message | undefined;
        if (last?.event === event) return last;
        await bench.wait('status', status.length + 1);
      }
    };
    await bench.giveAll({ payload: 99, mine: 100 });
    const { fill, shape, mode, text } = await shows('armed');
    assert.deepEqual([fill, shape, mode, text], ['green', 'ring', undefined, 'status.armed']);
    await bench.giveAll({ payload: 1 });
    assert.equal((await shows('invalid'))['field'], 'level', 'a level that is not there');
    await bench.giveAll({ payload: 1, mine: 100 });
    assert.equal((await shows('armed'))['value'], '1', 'and goes on');
  });

  it('shows at once that its form cannot be watched for, and tells it to each message', async () => {
    const node = new FakeNode();
    const red = fakeRed();
    const nodes: Red['nodes'] = {
      ...red.nodes,
      registerType: (_type, make) => make.call(node, alertNode({ by: 5, condition: 'falls', byUnit: {} })),
    };
    registerPriceAlert({ ...red, nodes }, virtualClock());
    assert.deepEqual(
      node.statuses.map(({ event, fill, shape, field }) => [event, fill, shape, field]),
      [['invalid', 'red', 'ring', 'byUnit']],
    );
    const errors: unknown[] = [];
    for (let n = 0; n < 3; n += 1)
      await new Promise<void>((resolve) => {
        node.receive(
          { payload: 1 },
          () => assert.fail('nothing goes on'),
          (error) => {
            errors.push((error as { code?: unknown }).code);
            resolve();
          },
        );
      });
    await node.close();
    assert.deepEqual(errors, ['ALERT_INVALID', 'ALERT_INVALID', 'ALERT_INVALID']);
  });

  it('goes on after what is wrong: each message has an error of its own', async () => {
    const bench = await loadAlerts([alertNode()]);
    await bench.giveAll({ payload: 99 }, { payload: 'unavailable', coinbase: { kept: 1 } }, { payload: 101 });
    assert.deepEqual(bench.told(), ['triggered 101']);
    const [caught] = bench.records.caught;
    assert.equal(codeOf(caught), 'VALUE_INVALID');
    assert.equal(factsOf(caught).error?.code, 'VALUE_INVALID');
    assert.equal(factsOf(caught)['kept'], 1, 'what others said there is still there');
    assert.match(factsOf(caught).error?.message ?? '', /the value is "unavailable", which is no number/);
  });

  it('refuses the topic that is one too many, and names the way out', async () => {
    const bench = await loadAlerts([alertNode()]);
    for (let n = 0; n < 1002; n += 1) bench.send('n-alert', { topic: `t${n}`, payload: 1 });
    await bench.finished(1002);
    assert.deepEqual(bench.records.caught.map(codeOf), ['TOO_MANY_TOPICS', 'TOO_MANY_TOPICS']);
    assert.match(factsOf(bench.records.caught[0]).error?.message ?? '', /msg\.reset/);
  });

  it('equals the rules on a noisy walk: what they tell, it sends', async () => {
    const question = questions.find(
      ({ hysteresisCents, coolDownMs }) => hysteresisCents === 1 && coolDownMs > 0,
    );
    assert.ok(question);
    const walk = noisyWalk(7, 1000);
    const clock = virtualClock(0);
    const bench = await loadAlerts([alertNode(formOf(question))], clock);
    for (const [index, cents] of walk.cents.entries()) {
      const wait = (walk.atMs[index] ?? 0) - clock.elapsed();
      await clock.advance(wait);
      await bench.give(priceText(cents));
    }
    await clock.advance(question.coolDownMs);
    const expected = alertsOf(walk, question);
    const out = await bench.wait('out', expected.length);
    assert.ok(expected.length > 8, 'it shows something');
    assert.deepEqual(
      out.map((message) => {
        const { event, at, value } = alertOf(message);
        return `${event} ${Date.parse(at)} ${Math.round(Number(value) * 100)}`;
      }),
      expected,
    );
  });
});
