import { checkText, checkTyped, dateCheck, productCheck, uuidCheck, wholeCheck } from '../lib/editor/checks';
import {
  fieldValue,
  followUsual,
  onChange,
  openForm,
  saveVersion,
  showRow,
  typedField,
  versionField,
} from '../lib/editor/form';
import { accountNodeLabels } from '../lib/editor/account-labels';
import { checkOrderAccount } from '../lib/editor/order/order-account';
import { productsOfAccount } from '../lib/editor/products';
import { productOrElsewhere, textOrElsewhere } from '../lib/editor/types';
import type { ListOrdersConfig } from './config';
import { upgrades } from './upgrades';

/** Rows of a list; one order by its id has none of them. */
const LIST_ROWS = ['status', 'product', 'dates', 'most', 'output'] as const;

/** Where the messages of this package carry the id that each scope asks for. */
const USUAL = { id: 'payload.id', clientOid: 'payload.client_oid' } as const;

function isList(node: { readonly id: string }): boolean {
  return fieldValue(node, 'scope') === 'list';
}

function showRows(node: { readonly id: string }): void {
  const list = isList(node);
  for (const row of LIST_ROWS) showRow(row, list);
  showRow('order', !list);
}

RED.nodes.registerType<ListOrdersConfig>('coinbase-list-orders', {
  category: 'coinbase',
  color: '#A8C3E6',
  icon: 'redtrade-list-orders.svg',
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
      label: RED._('@redtrade/node-red-coinbase/coinbase-list-orders:label.account'),
    },
    scope: { value: 'list' },
    order: {
      value: 'payload.id',
      validate(value, _options) {
        return isList(this) || checkTyped(this, fieldValue(this, 'orderType'), value, uuidCheck);
      },
    },
    orderType: { value: 'msg' },
    orderStatus: { value: 'open' },
    product: {
      value: '',
      validate(value, _options) {
        return !isList(this) || checkTyped(this, fieldValue(this, 'productType'), value, productCheck, true);
      },
    },
    productType: { value: 'str' },
    startDate: {
      value: '',
      validate(value, _options) {
        return !isList(this) || checkTyped(this, fieldValue(this, 'startDateType'), value, dateCheck, true);
      },
    },
    startDateType: { value: 'str' },
    endDate: {
      value: '',
      validate(value, _options) {
        return !isList(this) || checkTyped(this, fieldValue(this, 'endDateType'), value, dateCheck, true);
      },
    },
    endDateType: { value: 'str' },
    fills: { value: false },
    most: {
      value: '',
      validate(value, _options) {
        return !isList(this) || checkText(this, value, wholeCheck(1, 100000, 'error.most'), true);
      },
    },
    output: { value: 'array' },
  },
  ...accountNodeLabels,
  oneditprepare() {
    // The orders of a sequence keep what the message said of its own sequence.
    const alsoReads = (): string[] =>
      isList(this) && fieldValue(this, 'output') === 'sequence' ? ['parts'] : [];
    openForm(this, '#node-input-name', { upgrades, alsoReads });
    typedField('product', productOrElsewhere(this._('label.product'), productsOfAccount()));
    for (const name of ['order', 'startDate', 'endDate']) typedField(name, textOrElsewhere);
    onChange(['scope'], () => {
      showRows(this);
      followUsual('order', fieldValue(this, 'scope'), USUAL);
    });
  },
  oneditsave() {
    saveVersion(this, upgrades);
  },
});
