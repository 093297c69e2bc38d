import {
  checkText,
  checkTyped,
  productsCheck,
  secondsCheck,
  wholeCheck,
  type Check,
} from '../lib/editor/checks';
import {
  field,
  fieldValue,
  fillEmpty,
  onChange,
  openForm,
  showRow,
  typedField,
  saveVersion,
  versionField,
  liveLabel,
} from '../lib/editor/form';
import { accountNodeLabels } from '../lib/editor/account-labels';
import { lastOfList, productsOfAccount } from '../lib/editor/products';
import { choiceOrElsewhere, productAlone } from '../lib/editor/types';
import { readProductList } from '../lib/rules/product-list';
import type { MarketDataConfig } from './config';
import { upgrades } from './upgrades';

const COMMANDS = ['pause', 'resume', 'send', 'status'] as const;

const commandCheck: Check = (text) => (COMMANDS.some((one) => one === text) ? undefined : 'error.command');

/** Candles that are told once have no pace. */
function hasPace(node: { readonly id: string }): boolean {
  return fieldValue(node, 'channel') !== 'candles' || fieldValue(node, 'candleUpdates') === 'forming';
}

function hasInterval(node: { readonly id: string }): boolean {
  return hasPace(node) && fieldValue(node, 'pace') === 'interval';
}

function showRows(node: EditorNode<MarketDataConfig>): void {
  const channel = fieldValue(node, 'channel');
  showRow('candles', channel === 'candles');
  showRow('book', channel === 'book');
  showRow('pace', hasPace(node));
  showRow('seconds', hasInterval(node));
  const pace = fieldValue(node, 'pace');
  const about = pace === 'every' ? '' : node._(`${pace}.${channel}`);
  $('#coinbase-about-pace')
    .text(about)
    .toggle(about !== '');
}

/** `BTC-USD ticker`, `BTC-USD +2 ticker`, or the channel alone where messages set the products. */
function labelOf(node: EditorNode<MarketDataConfig>): string {
  const what = node._(`short.${node.channel}`);
  const list = readProductList(node.products);
  if (list.kind === 'wrong' || list.ids.length === 0) return what;
  const [first = '', ...others] = list.ids;
  return `${first}${others.length > 0 ? ` +${others.length}` : ''} ${what}`;
}

RED.nodes.registerType<MarketDataConfig>('coinbase-market-data', {
  category: 'coinbase',
  color: '#A8C3E6',
  icon: 'redtrade-market-data.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    configVersion: versionField(upgrades),
    name: { value: '' },
    account: {
      value: '',
      type: 'coinbase-account',
      required: true,
      label: RED._('@redtrade/node-red-coinbase/coinbase-market-data:label.account'),
    },
    channel: { value: 'ticker' },
    products: {
      value: 'BTC-USD',
      validate(value, _options) {
        return checkText(this, value, productsCheck, true);
      },
    },
    candleSize: { value: '60' },
    candleUpdates: { value: 'final' },
    emptyCandles: { value: 'skip' },
    depth: {
      value: '10',
      validate(value, _options) {
        if (fieldValue(this, 'channel') !== 'book') return true;
        return checkText(this, value, wholeCheck(1, 5000, 'error.depth'), true);
      },
    },
    bookAs: { value: 'snapshot' },
    pace: { value: 'interval' },
    seconds: {
      value: '1',
      validate(value, _options) {
        return !hasInterval(this) || checkText(this, value, secondsCheck(86400), false);
      },
    },
    tellStale: { value: true },
    staleSeconds: {
      value: '30',
      validate(value, _options) {
        return checkText(this, value, secondsCheck(86400, 1), false);
      },
    },
    command: {
      value: 'payload',
      validate(value, _options) {
        return checkTyped(this, fieldValue(this, 'commandType'), value, commandCheck);
      },
    },
    commandType: { value: 'msg' },
  },
  ...accountNodeLabels,
  label() {
    return liveLabel(this, this.name || labelOf(this));
  },
  oneditprepare() {
    openForm(this, '#node-input-name', { upgrades });
    fillEmpty({ channel: 'ticker', candleSize: '60', candleUpdates: 'final', emptyCandles: 'skip' });
    fillEmpty({ bookAs: 'snapshot', pace: 'interval' });
    typedField('products', productAlone(this._('label.products'), lastOfList(productsOfAccount())));
    const words = COMMANDS.map((value) => ({ value, label: this._(`option.${value}`) }));
    typedField('command', choiceOrElsewhere(this._('label.always'), words));
    onChange(['channel', 'candleUpdates', 'pace'], () => {
      showRows(this);
      // What is wrong with them depends on what was chosen.
      for (const name of ['depth', 'seconds']) field(name).trigger('change');
    });
  },
  oneditsave() {
    saveVersion(this, upgrades);
  },
});
