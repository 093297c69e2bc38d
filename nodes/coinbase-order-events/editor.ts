import { checkText, productsCheck, secondsCheck } from '../lib/editor/checks';
import { fillEmpty, openForm, saveVersion, typedField, versionField } from '../lib/editor/form';
import { accountNodeLabels } from '../lib/editor/account-labels';
import { checkOrderAccount } from '../lib/editor/order/order-account';
import { lastOfList, productsOfAccount } from '../lib/editor/products';
import { productAlone } from '../lib/editor/types';
import { isOrderEventName, orderEventNames } from '../lib/rules/order-events';
import type { OrderEventsConfig } from './config';
import { upgrades } from './upgrades';

/** The box of one event in the open form. */
function tickOf(event: string): JQuery {
  return $(`#coinbase-event-${event}`);
}

function tickedEvents(): string[] {
  return orderEventNames.filter((event) => tickOf(event).prop('checked') === true);
}

/** An imported flow may hold anything. */
function isListOfEvents(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isOrderEventName);
}

RED.nodes.registerType<OrderEventsConfig>('coinbase-order-events', {
  category: 'coinbase',
  color: '#A8C3E6',
  icon: 'redtrade-order-events.svg',
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
      label: RED._('@redtrade/node-red-coinbase/coinbase-order-events:label.account'),
    },
    products: {
      value: '',
      validate(value, _options) {
        return checkText(this, value, productsCheck, true);
      },
    },
    events: {
      value: [...orderEventNames],
      validate(value, _options) {
        return isListOfEvents(value) || this._('error.events');
      },
    },
    side: { value: 'any' },
    placedBy: { value: 'anybody' },
    staleSeconds: {
      value: '30',
      validate(value, _options) {
        return checkText(this, value, secondsCheck(86400, 1), false);
      },
    },
  },
  ...accountNodeLabels,
  oneditprepare() {
    openForm(this, '#node-input-name', { upgrades });
    fillEmpty({ side: 'any', placedBy: 'anybody' });
    typedField('products', productAlone(this._('label.products'), lastOfList(productsOfAccount())));
    const saved: readonly unknown[] = Array.isArray(this.events) ? this.events : [];
    for (const event of orderEventNames) tickOf(event).prop('checked', saved.includes(event));
  },
  oneditsave() {
    saveVersion(this, upgrades);
    this.events = tickedEvents();
  },
});
