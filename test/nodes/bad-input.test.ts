import assert from 'node:assert/strict';
import { errorCodes } from '../../nodes/lib/rules/error-codes';
import { badForms } from './bad-forms';
import { badMessages } from './bad-messages';
import { assertNoLeak, canaryCredentials, everythingOf } from './canary';
import { startCountingServer, type CountingServer } from './counting-server';
import { aroundEach, codeOf, factsOf, loadBench, type Bench, type Message } from './flow-bench';
import { accountNode } from './forms';
import { patience } from '../patience';

/** Each gives exactly one coded error of our own words, and nothing else. */
async function assertAllRefused(
  bench: Bench,
  cases: readonly { title: string; id: string; msg: Message }[],
): Promise<void> {
  for (const { id, msg } of cases) bench.send(id, msg);
  await bench.finished(cases.length);
  const { caught, completed, out } = bench.records;
  assert.deepEqual(
    completed.map((msg) => msg.case),
    [],
    'messages that were not refused',
  );
  const byId = new Map(
    caught.map((msg) => [(msg.error as { source: { id: string } }).source.id + String(msg.case), msg]),
  );
  for (const { title, id, msg } of cases) {
    const refused = byId.get(id + String(msg.case));
    assert.ok(refused, `${title}: no error came`);
    assert.ok(
      Object.hasOwn(errorCodes, String(codeOf(refused))),
      `${title}: ${String(codeOf(refused))} is no code of ours`,
    );
    const error = factsOf(refused).error;
    assert.equal(error?.code, codeOf(refused), `${title}: msg.coinbase.error tells the same code`);
    assert.doesNotMatch(error?.message ?? '', /Cannot read|not a function|not iterable|\[object/, title);
    assert.ok((error?.message.length ?? 0) < 2000, `${title}: a short text`);
  }
  assert.equal(caught.length, cases.length, 'one error a message');
  assert.equal(out.length, 0, 'no message went on');
}

describe('bad input', function () {
  this.timeout(patience(30_000));
  let server: CountingServer;
  aroundEach();
  beforeEach(async () => {
    server = await startCountingServer();
  });
  afterEach(() => server.close());

  it('at least 200 malformed messages: a coded error each, and no request leaves', async () => {
    const { nodes, cases } = badMessages();
    assert.ok(cases.length >= 200, `${cases.length} cases`);
    const account = accountNode({ environment: 'exchange-sandbox', origin: server.origin, limiter: 'off' });
    const bench = await loadBench([account, ...nodes], { acc: canaryCredentials() });
    await assertAllRefused(bench, cases);
    assert.equal(server.arrived.length, 0, 'no request left');
    assertNoLeak(everythingOf(bench));
  });

  it('at least 200 malformed configurations: a coded error each, and no request leaves', async () => {
    const { nodes, cases, credentials } = badForms(server.origin);
    assert.ok(cases.length >= 200, `${cases.length} cases`);
    const bench = await loadBench(nodes, credentials);
    await assertAllRefused(bench, cases);
    assert.equal(server.arrived.length, 0, 'no request left');
    assertNoLeak(everythingOf(bench));
  });
});
