import { checkTyped, productCheck, uuidCheck } from '../lib/editor/checks';
import {
  field,
  fieldValue,
  followUsual,
  onChange,
  openForm,
  pickFrom,
  saveVersion,
  showRow,
  typedField,
  versionField,
} from '../lib/editor/form';
import { accountNodeLabels } from '../lib/editor/account-labels';
import { checkOrderAccount } from '../lib/editor/order/order-account';
import { productsOfAccount } from '../lib/editor/products';
import { productOrElsewhere, textOrElsewhere } from '../lib/editor/types';
import type { CancelOrderConfig } from './config';
import { upgrades } from './upgrades';

/** Where the messages of this package carry what each scope asks for. */
const USUAL = { id: 'payload.id', clientOid: 'payload.client_oid', product: 'topic' } as const;

RED.nodes.registerType<CancelOrderConfig>('coinbase-cancel-order', {
  category: 'coinbase',
  color: '#A8C3E6',
  icon: 'redtrade-cancel-order.svg',
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
      label: RED._('@redtrade/node-red-coinbase/coinbase-cancel-order:label.account'),
    },
    scope: { value: 'id' },
    target: {
      value: 'payload.id',
      validate(value, _options) {
        const scope = fieldValue(this, 'scope');
        const check = scope === 'product' ? productCheck : uuidCheck;
        return scope === 'all' || checkTyped(this, fieldValue(this, 'targetType'), value, check);
      },
    },
    targetType: { value: 'msg' },
  },
  ...accountNodeLabels,
  oneditprepare() {
    openForm(this, '#node-input-name', { upgrades });
    typedField('target', textOrElsewhere);
    pickFrom('target', productsOfAccount(), () => fieldValue(this, 'scope') === 'product');
    onChange(['scope'], () => {
      const scope = fieldValue(this, 'scope');
      showRow('target', scope !== 'all');
      showRow('many', scope === 'all' || scope === 'product');
      if (scope === 'all') return;
      $('#coinbase-target-label').text(this._(`label.${scope}`));
      field('target').typedInput(
        'types',
        scope === 'product' ? productOrElsewhere(this._('label.product')) : textOrElsewhere,
      );
      followUsual('target', scope, USUAL);
    });
  },
  oneditsave() {
    saveVersion(this, upgrades);
  },
});
