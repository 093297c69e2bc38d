import type { Connection } from '../lib/api';
import { systemClock } from '../lib/rules/clock';
import { CoinbaseError } from '../lib/rules/errors';
import {
  attachNode,
  propertyReader,
  registerNode,
  type Message,
  type NodeConfig,
  type Red,
  type RedNode,
} from '../lib/runtime';
import type { StreamSettings } from '../lib/streams';
import { answerCommand } from './answer-command';
import { keepCandles, type KeptCandles } from './kept-candles';
import { MarketWatch } from './market-watch';
import { readCommand } from './read-command';
import { readSettings } from './read-settings';
import { upgrades } from './upgrades';

/** A message that failed is shown for so long; then the state of the data again, milliseconds. */
const SHOW_FAILURE_MS = 5000;

/** Registers the node that tells live market data. */
export = function coinbaseMarketData(red: Red): void {
  const keptOf = (node: RedNode, settings: StreamSettings | undefined): KeptCandles =>
    keepCandles({ red, node, clock: systemClock, settings });
  const refusedClosed = (node: RedNode, removed: boolean): Promise<void> =>
    keptOf(node, undefined).close(removed);
  registerNode(red, { type: 'coinbase-market-data', upgrades, refusedClosed }, function (saved) {
    const properties = propertyReader(red, this, saved, 'COMMAND_UNKNOWN');
    const clone = (message: Message): Message => red.util.cloneMessage(message);
    const kept = keptOf(this, streamsOf(saved));
    let watch: MarketWatch | undefined;
    let showAgain: (() => void) | undefined;

    attachNode<Connection>(red, this, saved, {
      fallback: () => 'REQUEST_REFUSED',
      startsUnready: true,
      start: async (account, outlet) => {
        const settings = readSettings(saved);
        const running = new MarketWatch({
          account,
          outlet,
          settings,
          clock: systemClock,
          memories: await kept.before,
          told: (memories) => kept.told(memories),
        });
        watch = running;
        showAgain = () => outlet.show(running.state());
        return () => running.end();
      },
      closed: (removed) => kept.close(removed),
      handle: async (job) => {
        readSettings(saved);
        // It starts in the same turn or earlier.
        await kept.before;
        if (!watch) throw new CoinbaseError('ABORTED', 'the node has not started');
        try {
          const command = readCommand(await properties.read('command', job.msg));
          return await answerCommand(job, command, watch, clone);
        } catch (thrown) {
          if (showAgain) systemClock.after(SHOW_FAILURE_MS, showAgain, true);
          throw thrown;
        }
      },
    });
  });
};

/** Undefined for a form that is wrong. */
function streamsOf(saved: NodeConfig): StreamSettings | undefined {
  try {
    return readSettings(saved).streams;
  } catch {
    return undefined;
  }
}
