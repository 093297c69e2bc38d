import {
  amountCheck,
  checkText,
  checkTyped,
  percentCheck,
  productCheck,
  secondsCheck,
  uuidCheck,
  type Check,
} from '../lib/editor/checks';
import {
  field,
  fieldValue,
  onChange,
  openForm,
  saveVersion,
  showRow,
  typedField,
  versionField,
} from '../lib/editor/form';
import { accountNodeLabels } from '../lib/editor/account-labels';
import { marketLines } from '../lib/editor/order/market-lines';
import { nameUnits } from '../lib/editor/order/order-form';
import { breaksBracket, fromForm, isPastStop, mayBe, mayBeLimit } from '../lib/editor/order/order-fields';
import { orderPreview } from '../lib/editor/order/order-preview';
import { checkOrderAccount } from '../lib/editor/order/order-account';
import { checkExpressible, offerExpressible } from '../lib/editor/order/refused';
import { productsOfAccount } from '../lib/editor/products';
import { choiceOrElsewhere, productOrElsewhere, textOrElsewhere } from '../lib/editor/types';
import { orderChoices } from '../lib/rules/order-choices';
import type { PlaceOrderConfig } from './config';
import { upgrades } from './upgrades';

/** Rows that only a form-filled order has; with `payload` the message brings them all. */
const ORDER_ROWS = ['product', 'side', 'orderType', 'amount', 'stp', 'clientOid'] as const;

/** What the node reads besides its typed fields. */
function alsoReads(node: { readonly id: string }): string[] {
  return [
    ...(fromForm(node) ? [] : ['payload']),
    ...(fieldValue(node, 'once') === 'message' ? ['_msgid', 'parts'] : []),
  ];
}

/** Whether one of the fields that few people need says something. */
function hasMore(node: { readonly id: string }): boolean {
  return (
    fieldValue(node, 'stp') !== 'dc' ||
    fieldValue(node, 'clientOid') !== '' ||
    fieldValue(node, 'raw') === 'true'
  );
}

function showRows(node: { readonly id: string }): void {
  const form = fromForm(node);
  const limit = form && mayBeLimit(node);
  for (const row of ORDER_ROWS) showRow(row, form);
  showRow('payload', !form);
  showRow('price', limit);
  showRow('stop', form && mayBe(node, 'stop-limit', 'bracket'));
  showRow('stop-tip', mayBe(node, 'stop-limit'));
  const side = fieldValue(node, 'sideType') === 'str' ? fieldValue(node, 'side') : 'either';
  for (const one of ['buy', 'sell', 'either'])
    showRow(`stop-${one}`, one === side && mayBe(node, 'stop-limit'));
  showRow('stopLimit', form && mayBe(node, 'bracket'));
  showRow('timeInForce', limit);
  const life = fieldValue(node, 'timeInForce');
  showRow('cancelAfter', limit && life === 'GTT');
  const mayRest = (life === 'GTC' || life === 'GTT') && mayBe(node, 'limit');
  showRow('postOnly', form && mayRest);
  // Out of sight it must not refuse an order.
  if (!mayRest) field('postOnly').prop('checked', false);
  showRow('key', fieldValue(node, 'once') === 'key');
  showRow('wait', fieldValue(node, 'waitFor') === 'done');
}

RED.nodes.registerType<PlaceOrderConfig>('coinbase-place-order', {
  category: 'coinbase',
  color: '#A8C3E6',
  icon: 'redtrade-place-order.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    configVersion: versionField(upgrades),
    name: { value: '' },
    account: {
      value: '',
      type: 'coinbase-account',
      required: true,
      validate(_value, _options) {
        return checkOrderAccount(this);
      },
      label: RED._('@redtrade/node-red-coinbase/coinbase-place-order:label.account'),
    },
    action: {
      value: 'place',
      validate(value, _options) {
        return checkTyped(this, fieldValue(this, 'actionType'), value, () => undefined);
      },
    },
    actionType: { value: 'str' },
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
        const answer = checkTyped(this, fieldValue(this, 'orderTypeType'), value, () => undefined);
        return !fromForm(this) || (answer === true ? checkExpressible(this, 'orderType') : answer);
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
    amountUnit: {
      value: 'quote',
      validate(_value, _options) {
        return checkExpressible(this, 'amountUnit');
      },
    },
    price: {
      value: '',
      validate(value, _options) {
        if (!fromForm(this) || !mayBeLimit(this)) return true;
        const optional = fieldValue(this, 'orderTypeType') !== 'str';
        const check: Check = (text) =>
          amountCheck(text) ??
          (isPastStop(this, text) ? `error.past-${fieldValue(this, 'side')}` : undefined) ??
          (breaksBracket(this, ['price', 'stopPrice']) ? 'error.bracket' : undefined);
        return checkTyped(this, fieldValue(this, 'priceType'), value, check, optional);
      },
    },
    priceType: { value: 'str' },
    stopPrice: {
      value: '',
      validate(value, _options) {
        if (!fromForm(this) || !mayBe(this, 'stop-limit', 'bracket')) return true;
        const optional = fieldValue(this, 'orderTypeType') !== 'str';
        return checkTyped(this, fieldValue(this, 'stopPriceType'), value, amountCheck, optional);
      },
    },
    stopPriceType: { value: 'str' },
    stopLimitPrice: {
      value: '',
      validate(value, _options) {
        if (!fromForm(this) || !mayBe(this, 'bracket')) return true;
        const optional = fieldValue(this, 'orderTypeType') !== 'str';
        const check: Check = (text) =>
          amountCheck(text) ??
          (breaksBracket(this, ['stopPrice', 'stopLimitPrice']) ? 'error.bracket' : undefined);
        return checkTyped(this, fieldValue(this, 'stopLimitPriceType'), value, check, optional);
      },
    },
    stopLimitPriceType: { value: 'str' },
    timeInForce: {
      value: 'GTC',
      validate(_value, _options) {
        return checkExpressible(this, 'timeInForce');
      },
    },
    cancelAfter: { value: 'hour' },
    postOnly: { value: false },
    stp: {
      value: 'dc',
      validate(_value, _options) {
        return checkExpressible(this, 'stp');
      },
    },
    clientOid: {
      value: '',
      validate(value, _options) {
        return !fromForm(this) || checkTyped(this, fieldValue(this, 'clientOidType'), value, uuidCheck, true);
      },
    },
    clientOidType: { value: 'str' },
    once: { value: 'each' },
    key: {
      value: '',
      validate(value, _options) {
        if (fieldValue(this, 'once') !== 'key') return true;
        return checkTyped(this, fieldValue(this, 'keyType'), value, () => undefined);
      },
    },
    keyType: { value: 'msg' },
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
  ...accountNodeLabels,
  oneditprepare() {
    const form = openForm(this, '#node-input-name', { upgrades, alsoReads: () => alsoReads(this) });
    const fixed = this._('label.fixed');
    const words = (keys: readonly string[]) =>
      keys.map((value) => ({ value, label: this._(`option.${value}`) }));
    typedField('action', choiceOrElsewhere(fixed, words(['place', 'preview'])));
    typedField('product', productOrElsewhere(this._('label.product'), productsOfAccount()));
    typedField('side', choiceOrElsewhere(fixed, words(['buy', 'sell'])));
    const orderTypes = (types: readonly string[]) => choiceOrElsewhere(fixed, words(types));
    typedField('orderType', orderTypes(orderChoices.orderType));
    for (const name of ['amount', 'price', 'stopPrice', 'stopLimitPrice', 'clientOid', 'key'])
      typedField(name, textOrElsewhere);
    $('#coinbase-order-more').prop('open', hasMore(this));
    form.follow(() => nameUnits(this));
    form.follow(offerExpressible(this, (types) => field('orderType').typedInput('types', orderTypes(types))));
    form.follow(marketLines(form.element, this));
    form.follow(() => void $('#coinbase-order-words').text(orderPreview(this)));
    onChange(['source', 'side', 'orderType', 'timeInForce', 'once', 'waitFor'], () => showRows(this));
    // What one of them says is right or wrong by the others.
    onChange(['side', 'orderType', 'stopPrice'], () => {
      for (const name of ['price', 'stopLimitPrice', 'amountUnit', 'timeInForce'])
        field(name).trigger('change');
    });
    // Each API can say other orders.
    onChange(['account'], () => {
      for (const name of ['orderType', 'stp']) field(name).trigger('change');
    });
  },
  oneditsave() {
    saveVersion(this, upgrades);
  },
});
