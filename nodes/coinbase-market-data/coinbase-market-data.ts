import type { Connection } from '../lib/api';
import { systemClock } from '../lib/rules/clock';
import { CoinbaseError } from '../lib/rules/errors';
import { attachNode, propertyReader, registerNode, type Message, type Red } from '../lib/runtime';
import type { SourceMemory } from '../lib/streams';
import { answerCommand } from './answer-command';
import { MarketWatch } from './market-watch';
import { readCommand } from './read-command';
import { readSettings } from './read-settings';
import { upgrades } from './upgrades';

/** A message that failed is shown for so long; then the state of the data again, milliseconds. */
const SHOW_FAILURE_MS = 5000;

/** How far the nodes before a deploy had come, by their id. */
const memories = new Map<string, ReadonlyMap<string, SourceMemory>>();

/** Registers the node that tells live market data. */
export = function coinbaseMarketData(red: Red): void {
  registerNode(red, { type: 'coinbase-market-data', upgrades }, function (saved) {
    const properties = propertyReader(red, this, saved, 'COMMAND_UNKNOWN');
    const clone = (message: Message): Message => red.util.cloneMessage(message);
    let watch: MarketWatch | undefined;
    let showAgain: (() => void) | undefined;

    attachNode<Connection>(red, this, saved, {
      fallback: () => 'REQUEST_REFUSED',
      startsUnready: true,
      start: async (account, outlet) => {
        const running = new MarketWatch({
          account,
          outlet,
          settings: readSettings(saved),
          clock: systemClock,
          memories: memories.get(this.id),
        });
        watch = running;
        showAgain = () => outlet.show(running.state());
        return () => {
          memories.set(this.id, running.streams.memories());
          running.end();
        };
      },
      handle: async (job) => {
        readSettings(saved);
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
