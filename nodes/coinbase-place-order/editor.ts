import {
  amountCheck,
  checkText,
  checkTyped,
  percentCheck,
  productCheck,
  secondsCheck,
  uuidCheck,
} from '../lib/editor/checks';
import { field, fieldValue, onChange, openForm, showRow, typedField } from '../lib/editor/form';
import { choiceOrElsewhere, productOrElsewhere, textOrElsewhere } from '../lib/editor/types';
import type { PlaceOrderConfig } from './config';

/** Rows that only a form-filled order has; with `payload` the message brings them all. */
const ORDER_ROWS = ['product', 'side', 'orderType', 'amount', 'clientOid'] as const;

/** Whether the order may turn out to be a limit order: chosen, or decided by the message. */
function mayBeLimit(node: { readonly id: string }): boolean {
  return fieldValue(node, 'orderTypeType') !== 'str' || fieldValue(node, 'orderType') === 'limit';
}

/** Whether the form fills the order in; otherwise its fields do not count. */
function fromForm(node: { readonly id: string }): boolean {
  return fieldValue(node, 'source') !== 'payload';
}

function showRows(node: { readonly id: string }): void {
  const form = fromForm(node);
  const limit = form && mayBeLimit(node);
  for (const row of ORDER_ROWS) showRow(row, form);
  showRow('payload', !form);
  showRow('price', limit);
  showRow('timeInForce', limit);
  const mayRest = fieldValue(node, 'timeInForce') === 'GTC';
  showRow('postOnly', limit && mayRest);
  // Out of sight it must not refuse an order.
  if (!mayRest) field('postOnly').prop('checked', false);
  showRow('wait', fieldValue(node, 'waitFor') === 'done');
}

RED.nodes.registerType<PlaceOrderConfig>('coinbase-place-order', {
  category: 'coinbase',
  color: '#A8C3E6',
  icon: 'redtrade-place-order.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    account: {
      value: '',
      type: 'coinbase-account',
      required: true,
      label: RED._('@redtrade/node-red-coinbase/coinbase-place-order:label.account'),
    },
    source: { value: 'form' },
    product: {
      value: 'BTC-USD',
      validate(value, _options) {
        return !fromForm(this) || checkTyped(this, fieldValue(this, 'productType'), value, productCheck);
      },
    },
    productType: { value: 'str' },
    side: {
      value: 'buy',
      validate(value, _options) {
        return !fromForm(this) || checkTyped(this, fieldValue(this, 'sideType'), value, () => undefined);
      },
    },
    sideType: { value: 'str' },
    orderType: {
      value: 'market',
      validate(value, _options) {
        return !fromForm(this) || checkTyped(this, fieldValue(this, 'orderTypeType'), value, () => undefined);
      },
    },
    orderTypeType: { value: 'str' },
    amount: {
      value: '25',
      validate(value, _options) {
        const check = fieldValue(this, 'amountUnit') === 'percent' ? percentCheck : amountCheck;
        return !fromForm(this) || checkTyped(this, fieldValue(this, 'amountType'), value, check);
      },
    },
    amountType: { value: 'str' },
    amountUnit: { value: 'quote' },
    price: {
      value: '',
      validate(value, _options) {
        if (!fromForm(this) || !mayBeLimit(this)) return true;
        const optional = fieldValue(this, 'orderTypeType') !== 'str';
        return checkTyped(this, fieldValue(this, 'priceType'), value, amountCheck, optional);
      },
    },
    priceType: { value: 'str' },
    timeInForce: { value: 'GTC' },
    postOnly: { value: false },
    clientOid: {
      value: '',
      validate(value, _options) {
        return !fromForm(this) || checkTyped(this, fieldValue(this, 'clientOidType'), value, uuidCheck, true);
      },
    },
    clientOidType: { value: 'str' },
    waitFor: { value: 'done' },
    waitSeconds: {
      value: '10',
      validate(value, _options) {
        return fieldValue(this, 'waitFor') !== 'done' || checkText(this, value, secondsCheck(86400), false);
      },
    },
    afterWait: { value: 'leave' },
    raw: { value: false },
  },
  inputLabels() {
    return this._('port.input');
  },
  outputLabels() {
    return this._('port.output');
  },
  label() {
    return this.name || this._('label.node');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  paletteLabel: 'place order',
  oneditprepare() {
    openForm(this, '#node-input-name');
    const fixed = this._('label.fixed');
    const words = (keys: readonly string[]) =>
      keys.map((value) => ({ value, label: this._(`option.${value}`) }));
    typedField('product', productOrElsewhere(this._('label.product')));
    typedField('side', choiceOrElsewhere(fixed, words(['buy', 'sell'])));
    typedField('orderType', choiceOrElsewhere(fixed, words(['market', 'limit'])));
    for (const name of ['amount', 'price', 'clientOid']) typedField(name, textOrElsewhere);
    onChange(['source', 'orderType', 'timeInForce', 'waitFor'], () => showRows(this));
  },
});
