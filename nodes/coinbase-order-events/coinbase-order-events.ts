import type { Connection } from '../lib/api';
import type { Desk } from '../lib/placement/desk';
import type { OrderEvents } from '../lib/placement/order-events';
import { systemClock } from '../lib/rules/clock';
import { CoinbaseError } from '../lib/rules/errors';
import { attachNode, registerNode, type Red } from '../lib/runtime';
import { OrderWatch } from './order-watch';
import { ownFlow } from './own-flow';
import { readSettings } from './read-settings';
import { upgrades } from './upgrades';

/** A message that failed is shown for so long; then how the events stand again, milliseconds. */
const SHOW_FAILURE_MS = 5000;

/** Registers the node that tells every change of own orders, and every own fill, once. */
export = function coinbaseOrderEvents(red: Red): void {
  registerNode(red, { type: 'coinbase-order-events', upgrades }, function (saved) {
    let watch: OrderWatch | undefined;
    let showAgain: (() => void) | undefined;

    // One that is deployed anew goes on from where it was.
    this.on('close', (removed, done) => {
      if (removed) watch?.forget();
      done();
    });

    attachNode<Connection, Desk, OrderEvents>(red, this, saved, {
      fallback: () => 'REQUEST_REFUSED',
      startsUnready: true,
      start: async (account, outlet) => {
        const running = new OrderWatch({
          node: this.id,
          account,
          outlet,
          settings: readSettings(saved),
          clock: systemClock,
          ownFlow: (desk) => ownFlow(red, this, desk),
          warn: (sentence) => this.warn(sentence),
        });
        watch = running;
        showAgain = () => outlet.show(running.state());
        return () => running.end();
      },
      handle: async ({ msg, facts, send, signal }) => {
        readSettings(saved);
        if (!watch) throw new CoinbaseError('ABORTED', 'the node has not started');
        try {
          msg.payload = await watch.openOrders(signal);
          msg.event = facts.event = 'snapshot';
          send(msg);
          return watch.state();
        } catch (thrown) {
          if (showAgain) systemClock.after(SHOW_FAILURE_MS, showAgain, true);
          throw thrown;
        }
      },
    });
  });
};
