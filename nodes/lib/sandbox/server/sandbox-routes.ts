import { ok, type Reply } from './reply';
import type { Call, Route } from './route';

/** Answers when it has happened: the next request meets the fresh start. */
function reset({ reset: startAnew }: Call): Reply {
  startAnew();
  return ok({ reset: true });
}

/** The sandbox's own: the real exchange has nothing under this path. */
export const sandboxRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/sandbox/reset',
    auth: 'trade',
    bucket: 'private',
    summary: "the sandbox's own: back to the starting balances, no orders, the market from its beginning",
    answer: reset,
  },
];
