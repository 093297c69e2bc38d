import { balanceCheck, type Check, checkText, wholeCheck } from '../lib/editor/checks';
import { fieldValue, onChange, openForm, saveVersion, showRow, versionField } from '../lib/editor/form';
import type { SandboxConfig } from './config';
import { upgrades } from './upgrades';

const speedCheck: Check = (text) =>
  /^\d{1,4}(\.\d+)?$/.test(text) && Number(text) >= 0.001 && Number(text) <= 1000 ? undefined : 'error.speed';

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
    // A form from before there was a choice: without a file its prices were simulated.
    if (fieldValue(this, 'prices') === 'candles' && fieldValue(this, 'market') === '')
      $('#node-config-input-prices').val('simulated');
    onChange(['prices'], () => {
      const prices = fieldValue(this, 'prices');
      showRow('candles', prices === 'candles');
      showRow('live', prices === 'live');
      showRow('seed', prices !== 'live');
    });
    const said = $('#coinbase-sandbox-reset-said');
    $('#coinbase-sandbox-reset').on('click', () => {
      $.ajax({
        url: `coinbase-sandbox/${encodeURIComponent(this.id)}/reset`,
        type: 'POST',
        success: () => said.text(this._('reset.done')),
        error: () => said.text(this._('reset.failed')),
      });
    });
  },
  oneditsave() {
    saveVersion(this, upgrades);
  },
});
