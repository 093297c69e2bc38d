import { CoinbaseError } from '../lib/rules/errors';
import { MOST_PRODUCTS } from '../lib/rules/product-list';
import type { Job, Message, NodeState } from '../lib/runtime';
import type { MarketWatch } from './market-watch';
import type { Command } from './read-command';

/** Does what the message asks. @throws CoinbaseError saying why nothing was changed; ABORTED once the node has ended. */
export async function answerCommand(
  job: Job,
  command: Command,
  watch: MarketWatch,
  clone: (message: Message) => Message,
): Promise<NodeState> {
  const { streams } = watch;
  watch.assertRunning();
  switch (command.kind) {
    case 'subscribe':
      await follow(job, watch, () => [...new Set([...streams.products, ...command.ids])]);
      break;
    case 'unsubscribe':
      await follow(job, watch, () => streams.products.filter((id) => !command.ids.includes(id)));
      break;
    case 'products':
      await follow(job, watch, () => command.ids);
      break;
    case 'pause':
      streams.pause();
      break;
    case 'resume':
      streams.resume();
      break;
    case 'send':
      sendLatest(job, watch, clone);
      break;
    case 'status':
      job.facts.event = 'status';
      job.msg.payload = { paused: streams.paused, products: streams.report() };
      job.send(job.msg);
  }
  return watch.state();
}

/** @param wanted asked when the messages before are done. */
function follow(job: Job, watch: MarketWatch, wanted: () => readonly string[]): Promise<void> {
  return watch.inTurn(async () => {
    const [known, products] = [watch.streams.products, wanted()];
    checkCount(products);
    const added = products.filter((id) => !known.includes(id));
    if (added.length > 0) await watch.check(added, job.signal);
    // The node may have ended, or the message been given up, while its products were checked.
    watch.assertRunning(job.signal);
    watch.follow(products);
  });
}

function checkCount({ length }: readonly string[]): void {
  if (length <= MOST_PRODUCTS) return;
  throw new CoinbaseError(
    'COMMAND_UNKNOWN',
    `it would make ${length} products; ${MOST_PRODUCTS} are the most`,
  );
}

/** A message for each product of which something is known, each the message itself but for its payload and topic. */
function sendLatest(job: Job, watch: MarketWatch, clone: (message: Message) => Message): void {
  const known = watch.streams.latest();
  if (known.length === 0) throw new CoinbaseError('FEED_STALE', 'nothing was heard yet');
  for (const { productId, telling, stale } of known) {
    const message = clone(job.msg);
    message.payload = telling.payload;
    message.topic = productId;
    job.send(message, watch.factsOf(telling, stale));
  }
}
