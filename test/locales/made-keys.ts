/** Keys that code puts together: the expression, and from the code's own closed lists all that it can come to. */
import { cancelOutcomes } from '../../nodes/lib/placement/cancel-order';
import { conditionFields, phases } from '../../nodes/lib/rules/alerts';
import { environmentNames } from '../../nodes/lib/rules/environment-names';
import { limitNames } from '../../nodes/lib/rules/limits/types';
import { candleSizes } from '../../nodes/lib/rules/market-data';
import { orderChoices } from '../../nodes/lib/rules/order-choices';
import { productStates } from '../../nodes/lib/rules/product-state';
import { switchCauses, tradingStates } from '../../nodes/lib/rules/trading-state';
import { channels } from '../../nodes/lib/streams';
import type { MadeKeys } from './uses';

const EDITOR = 'nodes/lib/editor';
const ways = ['buy', 'sell', 'either'];
const sides = ['buy', 'sell'];
/** Parts of the sentence about an order that have one form alone. */
const WORDS =
  'place preview either order payload comma coins quote live paper limits jsonata open life.postOnly'.split(
    ' ',
  );
const limitFields = [...limitNames, 'timeZone'];
/** Limits that count something, so that some of it can be used up. */
const counted = ['maxDailyValue', 'maxDailyLoss', 'maxOpenOrders', 'maxOrdersPerMinute', 'maxOrdersPerDay'];
const shownOfAlerts = [...phases, 'noData'];

function under(start: string, names: readonly (string | number)[]): string[] {
  return names.map((name) => `${start}.${name}`);
}

/** By file: each expression, with its keys. */
const rows: readonly (readonly [file: string, ...made: (readonly [source: string, keys: string[]])[]])[] = [
  [
    'nodes/coinbase-account/editor.ts',
    ['`tip.${environment}`', under('tip', environmentNames)],
    ['`option.${environment}`', under('option', environmentNames)],
    ['`option.${one}`', under('option', environmentNames)],
    ['`option.${this.environment}`', under('option', environmentNames)],
    ['`tab.${tab}`', under('tab', ['key', 'environment', 'limits', 'live'])],
  ],
  [
    'nodes/coinbase-cancel-order/editor.ts',
    ['`label.${scope}`', under('label', ['id', 'clientOid', 'product'])],
  ],
  [
    'nodes/coinbase-market-data/editor.ts',
    ['`${pace}.${channel}`', [...under('interval', channels), ...under('change', channels)]],
    ['`short.${node.channel}`', under('short', channels)],
    ['`option.${value}`', under('option', ['pause', 'resume', 'send', 'status'])],
  ],
  [
    'nodes/coinbase-market-data/state-of-streams.ts',
    [
      '`${state}Some`',
      ['refused', 'stale', 'connecting'].flatMap((state) => under('status', [state, `${state}Some`])),
    ],
    ["shown('well', 'live'", ['status.live']],
    ["key: 'paused' | 'noProducts'", under('status', ['paused', 'noProducts'])],
  ],
  [
    'nodes/coinbase-place-order/editor.ts',
    ["`error.past-${fieldValue(this, 'side')}`", under('error', ['past-buy', 'past-sell'])],
    [
      '`option.${value}`',
      under('option', ['place', 'preview', 'buy', 'sell', 'market', 'limit', 'stop-limit', 'bracket']),
    ],
  ],
  [
    'nodes/coinbase-price-alert/editor.ts',
    ['`short.${this.condition}`', under('short', Object.keys(conditionFields))],
  ],
  [
    'nodes/coinbase-price-alert/state-of-alerts.ts',
    ['key: shown', under('status', shownOfAlerts)],
    ['`several.${shown}`', under('status.several', shownOfAlerts)],
  ],
  [
    'nodes/coinbase-trading-switch/editor.ts',
    ['`option.${value}`', under('option', [...tradingStates, 'status'])],
  ],
  [
    'nodes/coinbase-trading-switch/state-of-desk.ts',
    ['key: state', under('status', tradingStates)],
    ['`${state}Unresolved`', tradingStates.map((state) => `status.${state}Unresolved`)],
    ['`${state}Reconciling`', tradingStates.map((state) => `status.${state}Reconciling`)],
  ],
  [`${EDITOR}/switch-rows.ts`, ['`limit.${rule}`', under('limit', counted)]],
  [`${EDITOR}/switch-panel.ts`, ['`status.${position.state}`', under('status', tradingStates)]],
  [
    `${EDITOR}/limit-fields.ts`,
    ['`limit.${name}`', under('limit', limitFields)],
    ['`limitHint.${name}`', under('limitHint', limitFields)],
  ],
  [`${EDITOR}/switch-origin.ts`, ['`switch.by.${cause}`', under('switch.by', switchCauses)]],
  // Keys of the account's catalogue, wherever they are shown.
  [
    `${EDITOR}/shared-text.ts`,
    ['`form.${key}`', []],
    ['`option.${known}`', []],
    // The sentences have a test of their own.
    ['`said.${words.key}`', []],
    ['`@redtrade/node-red-coinbase/coinbase-account:${key}`', []],
  ],
  // The states themselves say which.
  ['nodes/lib/runtime/status-line.ts', ['`status.${state.key}`', []]],
  // `msg.payload`: where a value comes from, and no key.
  ['nodes/lib/rules/order-words.ts', ['`${type}.${value}`', []]],
  [`${EDITOR}/names.ts`, ['sharedText(key)', under('form', ['editConfig', 'addConfig'])]],
  [
    `${EDITOR}/products.ts`,
    ['sharedText(group)', under('form.picker', ['held', 'traded', 'others'])],
    ['`product.${state}`', under('form.product', productStates)],
  ],
  [
    `${EDITOR}/order/market-lines.ts`,
    ['`market.${quote}`', under('market', ['bid', 'ask', 'last'])],
    ['`product.${state}`', under('form.product', productStates)],
    ['`market.${code}`', under('market', ['ACCOUNT_MISSING', 'asleep'])],
    ['`market.percent-${side}`', under('market', ['percent-buy', 'percent-sell'])],
    ['`market.${unit}`', under('market', ['base', 'quote'])],
    ['`market.${problem}`', under('market', ['below-minimum', 'above-available'])],
  ],
  [`${EDITOR}/order/refused.ts`, ['`option.${choice}`', under('option', orderChoices.orderType)]],
  [
    `${EDITOR}/order/order-form.ts`,
    ['`option.${unit}`', under('option', ['base', 'quote'])],
    ['`unit.${unit}`', under('unit', ['base', 'quote'])],
  ],
  [
    `${EDITOR}/order/order-preview.ts`,
    [
      '`preview.${key}`',
      under('preview', [
        ...WORDS,
        ...under('limit', ['value', 'none', 'day']),
        ...under('often', ['each', 'message', 'key']),
        ...under('verb', ways),
        ...under('what', ['base', 'quote', 'percent', 'percent-buy', 'percent-sell']),
        ...under('how', ['market', 'limit', 'bracket', 'message']),
        ...ways.map((way) => `how.stop-limit-${way}`),
        ...under('life', ['GTC', 'IOC', 'FOK', 'min', 'hour', 'day']),
        ...under('state', ['halted', 'reducing']),
      ]),
    ],
  ],
  [
    `${EDITOR}/sidebar/accounts.ts`,
    ['`state.${state}`', under('state', ['unused', 'inUse', 'connected', 'trouble', 'unusable'])],
  ],
  [
    `${EDITOR}/sidebar/limits.ts`,
    ['`limits.${name}`', under('limits', ['limit', 'used', 'most'])],
    ['`limit.${rule}`', under('limit', counted)],
  ],
  [
    `${EDITOR}/sidebar/trading.ts`,
    ['`switch.${state}`', under('switch', tradingStates)],
    ['`switch.sure.${state}`', under('switch.sure', tradingStates)],
    ['`switch.means.${state}`', under('switch.means', tradingStates)],
    ['`switch.is.${position.state}`', under('switch.is', tradingStates)],
  ],
  [
    `${EDITOR}/sidebar/chart.ts`,
    ['`chart.mark.${side}`', under('chart.mark', sides)],
    ['`side.${side}`', under('side', sides)],
    ['`chart.sizes.${one}`', under('chart.sizes', candleSizes)],
    ['`chart.sizes.${size}`', under('chart.sizes', candleSizes)],
  ],
  [
    `${EDITOR}/sidebar/balances.ts`,
    ['`balances.${name}`', under('balances', ['currency', 'available', 'hold'])],
  ],
  [
    `${EDITOR}/sidebar/done.ts`,
    ['`done.outcome.${outcome}`', under('done.outcome', Object.keys(cancelOutcomes))],
    [
      '`done.${name}`',
      under('done', ['connect', 'switch', 'release', 'sandbox', 'sandbox-feed', 'sandbox-reset']),
    ],
  ],
  [
    `${EDITOR}/sidebar/orders.ts`,
    ['`orders.${name}`', under('orders', ['order', 'price', 'filled', 'cancel'])],
    ['`side.${now.side}`', under('side', sides)],
    ['`side.${order.side}`', under('side', sides)],
  ],
  [
    `${EDITOR}/sidebar/sandbox.ts`,
    ['`sandbox.feed.${kind}`', under('sandbox.feed', ['terminate', 'half-open'])],
    [
      '`sandbox.trouble.${trouble.name}`',
      under('sandbox.trouble', ['late404', 'settleDelay', 'queuedCancel', 'cancelOnly', 'loseAnswers']),
    ],
  ],
  [
    `${EDITOR}/sidebar/fills.ts`,
    ['`fills.${name}`', under('fills', ['what', 'price'])],
    ['`side.${side}`', under('side', sides)],
  ],
];

export const madeKeys: readonly MadeKeys[] = rows.flatMap(([file, ...made]) =>
  made.map(([source, keys]) => ({ file, source, keys })),
);
