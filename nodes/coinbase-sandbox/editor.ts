import { ask, urlOf } from '../lib/editor/ask';
import { balanceCheck, type Check, checkText, wholeCheck } from '../lib/editor/checks';
import { fieldValue, onChange, openForm, saveVersion, showRow, versionField } from '../lib/editor/form';
import { pressTwice } from '../lib/editor/press-twice';
import type { SandboxConfig } from './config';
import { upgrades } from './upgrades';

const speedCheck: Check = (text) =>
  /^\d{1,4}(\.\d+)?$/.test(text) && Number(text) >= 0.001 && Number(text) <= 1000 ? undefined : 'error.speed';

function prepareReset(node: { readonly id: string; _(key: string): string }): void {
  const said = $('#coinbase-sandbox-reset-said');
  const reset = $('#coinbase-sandbox-reset');
  if (!RED.user.hasPermission('coinbase-sandbox.write')) {
    reset.prop('disabled', true);
    said.text(node._('forbidden'));
  }
  for (const button of reset.get())
    pressTwice({
      button,
      says: button.querySelector('span') ?? button,
      question: () => node._('reset.sure'),
      act: () =>
        ask('POST', urlOf(['coinbase-sandbox', node.id, 'reset']), undefined, (_answer, _why, status) => {
          const failed = status === 401 ? 'forbidden' : 'reset.failed';
          said.text(node._(status === 200 ? 'reset.done' : failed));
        }),
    });
}

RED.nodes.registerType<SandboxConfig>('coinbase-sandbox', {
  category: 'config',
  defaults: {
    configVersion: versionField(upgrades),
    name: { value: '' },
    port: {
      value: '',
      validate(value, _options) {
        return checkText(this, value, wholeCheck(1, 65535, 'error.port'), true);
      },
    },
    seed: {
      value: '1',
      validate(value, _options) {
        return checkText(this, value, wholeCheck(0, 4294967295, 'error.seed'), true);
      },
    },
    balance: {
      value: 'USD=10000,EUR=10000,BTC=1,ETH=10',
      validate(value, _options) {
        return checkText(this, value, balanceCheck, true);
      },
    },
    prices: { value: 'simulated' },
    market: { value: '' },
    speed: {
      value: '',
      validate(value, _options) {
        return checkText(this, value, speedCheck, true);
      },
    },
    rateLimits: { value: true },
    keepState: { value: false },
  },
  label() {
    return this.name || this._('label.node');
  },
  oneditprepare() {
    openForm(this, '#node-config-input-name', { upgrades });
    onChange(['prices'], () => {
      const prices = fieldValue(this, 'prices');
      showRow('candles', prices === 'candles');
      showRow('live', prices === 'live');
      showRow('seed', prices !== 'live');
    });
    prepareReset(this);
  },
  oneditsave() {
    saveVersion(this, upgrades);
  },
});
