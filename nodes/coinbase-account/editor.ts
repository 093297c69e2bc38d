import { checkText, originCheck, wholeCheck } from '../lib/editor/checks';
import { isLocal, isPaper } from '../lib/editor/environments';
import { fieldValue, onChange, openForm, showRow, tabbed, textOf } from '../lib/editor/form';
import { keyCheck } from '../lib/editor/key-check';
import { checkLimits, limitRows, type LimitRows } from '../lib/editor/limit-fields';
import { liveTick, type PermitRequest } from '../lib/editor/live-tick';
import { takePastes } from '../lib/editor/paste';
import { sayingLine } from '../lib/editor/says';
import type { LimitFields } from '../lib/rules/limits/types';
import type { AccountConfig, AccountCredentials } from './config';

/** Longest time of the dead man's switch, seconds: a day. */
const LONGEST_DEAD_MAN = 86_400;
/** The rows of the form that is open. */
let openLimits: LimitRows | undefined;

interface Form {
  readonly id: string;
  _(key: string, values?: Readonly<Record<string, string>>): string;
}

/** Where the key is of two parts, as a private key or an old key of the Coinbase App is. */
const WITHOUT_PASSPHRASE = ['advanced-trade', 'coinbase-app', 'cdp'];

const environmentOf = (node: { readonly id: string }): string => fieldValue(node, 'environment');
const credential = (name: string): JQuery => $(`#node-config-input-coinbaseAccount${name}`);

function showRows(node: Form): void {
  const environment = environmentOf(node);
  const local = isLocal(environment);
  const custom = environment === 'custom';
  showRow('sandbox', local);
  showRow('keys', !local);
  showRow('scheme', custom);
  showRow('origin', !local);
  showRow('passphrase', hasPassphrase(node));
  showRow('live', !isPaper(environment));
  if (custom) $('#coinbase-account-advanced').prop('open', true);
  $('#coinbase-account-tip').text(node._(`tip.${environment}`));
}

function hasPassphrase(node: Form): boolean {
  const environment = environmentOf(node);
  return !WITHOUT_PASSPHRASE.includes(environment === 'custom' ? fieldValue(node, 'scheme') : environment);
}

/** A custom environment has no address of its own. */
function checkAddress(node: Form, value: unknown): true | string {
  const environment = environmentOf(node);
  if (isLocal(environment)) return true;
  if (environment === 'custom' && textOf(value).trim() === '') return node._('error.originNeeded');
  return checkText(node, value, originCheck, true);
}

/**
 * A key part is needed where requests are signed with the user's key, unless a file brings it, or a key that is an
 * environment variable: that one may hold the whole credential.
 */
function needed(node: Form, value: unknown): true | string {
  const elsewhere =
    isLocal(environmentOf(node)) ||
    fieldValue(node, 'keyFile') !== '' ||
    fieldValue(node, 'coinbaseAccountKey').startsWith('${');
  return elsewhere || textOf(value).trim() !== '' ? true : node._('error.needed');
}

function prepareLive(node: Form): () => void {
  return liveTick({
    tick: $('#coinbase-account-live'),
    permit: credential('LivePermit'),
    say: sayingLine('#coinbase-account-live-says'),
    text: (key, values) => node._(key, values),
    current: () => currentForm(node),
  });
}

function currentForm(node: Form): PermitRequest {
  return {
    id: node.id,
    environment: environmentOf(node),
    scheme: fieldValue(node, 'scheme'),
    origin: fieldValue(node, 'origin').trim(),
    key: credential('Key').val() ?? '',
    keyFile: fieldValue(node, 'keyFile').trim(),
  };
}

function prepareCheck(node: Form): () => void {
  return keyCheck({
    button: $('#coinbase-account-check'),
    list: $('#coinbase-account-lines'),
    text: (key) => node._(key),
    current: () => ({
      ...currentForm(node),
      secret: credential('Secret').val() ?? '',
      passphrase: hasPassphrase(node) ? (credential('Passphrase').val() ?? '') : '',
      tryOthers: $('#coinbase-account-others').prop('checked') === true,
    }),
  });
}

function preparePaste(node: Form): () => void {
  return takePastes({
    area: $('#coinbase-account-paste'),
    fields: {
      key: credential('Key'),
      secret: credential('Secret'),
      passphrase: credential('Passphrase'),
    },
    say: sayingLine('#coinbase-account-says'),
    environment: () => environmentOf(node),
    offers: (environment) => $(`#node-config-input-environment option[value="${environment}"]`).length > 0,
    misfit: (fits) =>
      fits.length === 0
        ? node._('paste.fitsNone')
        : node._('paste.fits', { fits: fits.map((one) => node._(`option.${one}`)).join(' / ') }),
  });
}

function prepareLimits(node: Form & { readonly limits?: LimitFields }): LimitRows {
  return limitRows({
    place: $('#coinbase-account-limit-rows'),
    reset: $('#coinbase-account-limit-defaults'),
    saved: node.limits,
    live: () => !isPaper(environmentOf(node)),
    text: (key) => node._(key),
  });
}

RED.nodes.registerType<AccountConfig, AccountCredentials>('coinbase-account', {
  category: 'config',
  defaults: {
    name: { value: '' },
    environment: { value: 'local-sandbox' },
    origin: {
      value: '',
      validate(value, _options) {
        return checkAddress(this, value);
      },
    },
    scheme: { value: 'exchange' },
    sandbox: { value: '', type: 'coinbase-sandbox', required: false },
    keyFile: { value: '' },
    limiter: { value: 'exchange' },
    limits: {
      value: {},
      validate(value, _options) {
        return checkLimits(value, (key) => this._(key));
      },
    },
    tradingState: { value: '' },
    lapse: { value: '' },
    deadManSeconds: {
      value: '',
      validate(value, _options) {
        return checkText(this, value, wholeCheck(3, LONGEST_DEAD_MAN, 'error.deadMan'), true);
      },
    },
  },
  credentials: {
    coinbaseAccountKey: {
      type: 'password',
      validate(value, _options) {
        return needed(this, value);
      },
    },
    coinbaseAccountSecret: {
      type: 'password',
      validate(value, _options) {
        return needed(this, value);
      },
    },
    coinbaseAccountPassphrase: {
      type: 'password',
      validate(value, _options) {
        return !hasPassphrase(this) || needed(this, value);
      },
    },
    coinbaseAccountLivePermit: { type: 'password' },
  },
  label() {
    return this.name || this._(`option.${this.environment}`);
  },
  oneditprepare() {
    openForm(this, '#node-config-input-name');
    tabbed('coinbase-account-tabs', [
      { id: 'coinbase-account-connection', label: this._('label.connection') },
      { id: 'coinbase-account-limits', label: this._('label.limits') },
    ]);
    const limits = prepareLimits(this);
    openLimits = limits;
    const permitMayChange = prepareLive(this);
    const sayWhetherItFits = preparePaste(this);
    const checkIsOver = prepareCheck(this);
    const scheme = $('#node-config-input-scheme');
    // An account from before there was a choice, or an imported one with nonsense.
    if ((scheme.val() ?? '') === '') scheme.val('exchange');
    onChange(['environment', 'scheme'], () => {
      showRows(this);
      sayWhetherItFits();
      permitMayChange();
      checkIsOver();
      limits.refresh();
    });
    $('#coinbase-row-keys input:not([type=checkbox]), #node-config-input-origin').on(
      'change input',
      checkIsOver,
    );
    $('#node-config-input-origin, #node-config-input-keyFile, #node-config-input-coinbaseAccountKey').on(
      'change input',
      permitMayChange,
    );
  },
  oneditsave() {
    if (openLimits) this.limits = openLimits.chosen();
  },
});
