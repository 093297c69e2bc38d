/**
 * Calls of Coinbase's APIs that a live account guards: those that create an order and those that move money. One row an
 * API. All rows hold for every account: a proxy may put a prefix before a path, `custom` may be any API, and a path
 * that would be an order elsewhere has no other meaning anywhere.
 */
interface GuardedCalls {
  /** The path's end, in lower case, of POSTs that create an order. */
  readonly creates: RegExp;
  /** The path's end, in lower case, of POSTs that change an order: it may be a larger one then. */
  readonly edits?: RegExp;
  /** Any segment, in lower case, of calls that move money or say where it may go. */
  readonly moves: RegExp;
  /** Method and path, in lower case, of calls that only ever end orders: they pass a halt. */
  readonly cancels?: RegExp;
}

const DELETE_ORDERS = /^delete .*\/orders(?:\/[^/]+)?$/;

export const guardedCalls = {
  /** Source: Exchange REST reference. */
  exchange: {
    creates: /\/orders$/,
    moves:
      /^(?:withdraw.*|deposits?|.*transfers?|address-?book|.*addresses|conversions?|loans?|travel-rules?|wrapped-assets?|payment-methods?|send.*|stak.*|unstak.*)$/,
    cancels: DELETE_ORDERS,
  },
  /** Source: Advanced Trade REST reference; `convert` trades one balance for another, `sweeps` empties one. */
  'advanced-trade': {
    creates: /\/(?:orders|close_position)$/,
    edits: /\/orders\/edit$/,
    moves: /^(?:move_funds|convert|allocate|sweeps?|payment_methods?|multi_asset_collateral)$/,
    cancels: /^post .*\/orders\/batch_cancel$/,
  },
  /** Source: Coinbase App (v2) reference; buys and sells are gone since 2023. */
  'coinbase-app': {
    creates: /\/(?:buys|sells)(?:\/[^/]+\/commit)?$/,
    moves: /^(?:transactions|addresses|deposits|withdrawals)$/,
  },
  /** Source: Prime public REST specification; an accepted quote is an order. */
  prime: {
    creates: /\/(?:order|accept_quote)$/,
    moves:
      /^(?:withdrawals?|transfers?|conversion|allocations?|net|address_?book|.*_address.*|deposit_address|staking|stake|unstake|claim_rewards|onchain.*|financing.*)$/,
    cancels: /^post .*\/orders\/[^/]+\/cancel$/,
  },
  /** Source: International Exchange REST reference. */
  international: {
    creates: /\/orders$/,
    moves:
      /^(?:transfers?|transfer-limits?|withdraw.*|create-crypto-address|create-counterparty-id|.*counterparty.*|fund-transfer.*|loans?|.*loan.*)$/,
    cancels: DELETE_ORDERS,
  },
} as const satisfies Record<string, GuardedCalls>;

const rows: readonly GuardedCalls[] = Object.values(guardedCalls);

/** @param path decoded, lower case, without query and last slash. */
export function createsOrder(path: string): boolean {
  return rows.some(({ creates }) => creates.test(path));
}

/** @param path decoded, lower case, without query and last slash. */
export function editsOrder(path: string): boolean {
  return rows.some(({ edits }) => edits?.test(path));
}

/** @param path decoded, lower case, without query and last slash. */
export function movesMoney(path: string): boolean {
  return path.split('/').some((segment) => rows.some(({ moves }) => moves.test(segment)));
}

/** @param path decoded, lower case, without query and last slash. */
export function cancelsOrders(method: string, path: string): boolean {
  const call = `${method.toLowerCase()} ${path}`;
  return rows.some(({ cancels }) => cancels?.test(call));
}
