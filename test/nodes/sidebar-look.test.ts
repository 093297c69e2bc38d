import assert from 'node:assert/strict';
import { createLookout, type OneAccount } from '../../nodes/coinbase-sidebar/look';
import { CoinbaseError } from '../../nodes/lib/rules/errors';
import type { SidebarView } from '../../nodes/lib/rules/sidebar-view';
import { virtualClock } from '../lib/api/virtual-clock';

const never = (): Promise<never> => new Promise(() => undefined);

/** An account whose key file, or whose journal's folder, is on a disk that does not answer. */
const stuck = {
  name: 'stuck',
  environment: 'exchange',
  mode: 'live',
  closed: false,
  liveOrdersAllowed: false,
  inUse: true,
  ready: never,
  connection: never,
  desk: never,
  runningSandbox: () => undefined,
};

/** What a look tells within four seconds. */
async function lookAt(account: object): Promise<SidebarView> {
  const clock = virtualClock();
  const deployed = [{ id: 'acc', account }] as unknown as readonly OneAccount[];
  let view: SidebarView | undefined;
  void createLookout(() => deployed, clock)
    .look({ id: 'acc', size: 60 })
    .then((seen) => (view = seen));
  for (let second = 0; second < 4; second += 1) await clock.advance(1000);
  assert.ok(view, 'the look is answered');
  assert.equal(clock.pending(), 0, 'and keeps no timer');
  return view;
}

describe('a look of the sidebar is answered in time', () => {
  it('while the desk of an account does not open: that is told as its trouble', async () => {
    const { accounts, chosen } = await lookAt(stuck);
    assert.deepEqual([accounts[0]?.state, accounts[0]?.problem?.code], ['trouble', 'TIMEOUT']);
    assert.deepEqual(chosen, { id: 'acc', liveOrders: false });
  });

  it('while the settings of an account that nobody used cannot be read', async () => {
    const { accounts, chosen } = await lookAt({ ...stuck, inUse: false });
    assert.equal(accounts[0]?.state, 'unused');
    assert.deepEqual(chosen, { id: 'acc', liveOrders: false });
  });

  it('while its sandbox does not start', async () => {
    const { accounts } = await lookAt({ ...stuck, environment: 'prime', runningSandbox: never });
    assert.equal(accounts[0]?.state, 'inUse');
  });
});

describe('the list of accounts', () => {
  it('tells of those that are not shown too whether their exchange answers', async () => {
    const balances = () => Promise.resolve([]);
    const cut = () => Promise.reject(new CoinbaseError('NETWORK', 'the line is cut', { sent: true }));
    const deployed = [
      { id: 'good', account: { ...stuck, connection: () => Promise.resolve({ trading: { balances } }) } },
      { id: 'cut', account: { ...stuck, connection: cut } },
      { id: 'slow', account: stuck },
      { id: 'prime', account: { ...stuck, environment: 'prime' } },
    ] as unknown as readonly OneAccount[];
    const lookout = createLookout(() => deployed, virtualClock());
    await lookout.look({ size: 60 });
    const { accounts } = await lookout.look({ size: 60 });
    assert.deepEqual(
      accounts.map(({ id, state, problem }) => [id, state, problem?.code]),
      [
        ['good', 'connected', undefined],
        ['cut', 'trouble', 'NETWORK'],
        ['slow', 'inUse', undefined],
        ['prime', 'inUse', undefined],
      ],
    );
  });
});
