import { checkTyped, type Check } from '../lib/editor/checks';
import { fieldValue, openForm, saveVersion, typedField, versionField } from '../lib/editor/form';
import { accountNodeLabels } from '../lib/editor/account-labels';
import { checkOrderAccount } from '../lib/editor/order/order-account';
import { switchPanel } from '../lib/editor/switch-panel';
import { choiceOrElsewhere } from '../lib/editor/types';
import type { TradingSwitchConfig } from './config';
import { upgrades } from './upgrades';

const COMMANDS = ['halted', 'reducing', 'active', 'status'] as const;

const commandCheck: Check = (text) => (COMMANDS.some((one) => one === text) ? undefined : 'error.command');

RED.nodes.registerType<TradingSwitchConfig>('coinbase-trading-switch', {
  category: 'coinbase',
  color: '#A8C3E6',
  icon: 'redtrade-trading-switch.svg',
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
      label: RED._('@redtrade/node-red-coinbase/coinbase-trading-switch:label.account'),
    },
    command: {
      value: 'payload',
      validate(value, _options) {
        return checkTyped(this, fieldValue(this, 'commandType'), value, commandCheck);
      },
    },
    commandType: { value: 'msg' },
    cancelAll: { value: false },
  },
  ...accountNodeLabels,
  oneditprepare() {
    const { element } = openForm(this, '#node-input-name', { upgrades });
    const options = COMMANDS.map((value) => ({ value, label: this._(`option.${value}`) }));
    typedField('command', choiceOrElsewhere(this._('label.command'), options));
    switchPanel({
      id: this.id,
      form: element,
      mayAct: RED.user.hasPermission('coinbase-trading-switch.write'),
      text: (key, values) => this._(key, values),
    });
  },
  oneditsave() {
    saveVersion(this, upgrades);
  },
});
