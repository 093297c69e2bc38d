import { liveMark } from '../lib/editor/account';
import { checkText, originCheck, wholeCheck } from '../lib/editor/checks';
import { isLocal, isPaper } from '../lib/editor/environments';
import {
  fieldValue,
  onChange,
  openForm,
  saveVersion,
  showRow,
  tabbed,
  textOf,
  versionField,
} from '../lib/editor/form';
import { keyCheck } from '../lib/editor/key-check';
import { checkLimits, limitRows, type LimitRows } from '../lib/editor/limit-fields';
import { liveOrders, type PermitRequest } from '../lib/editor/live-orders';
import { stripIn } from '../lib/editor/live-strip';
import { takePastes } from '../lib/editor/paste';
import { sayingLine } from '../lib/editor/says';
import type { LimitFields } from '../lib/rules/limits/types';
import type { AccountConfig, AccountCredentials } from './config';
import { upgrades } from './upgrades';

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
  showRow('no-key', local);
  showRow('live', !isPaper(environment));
  showRow('no-live', isPaper(environment));
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
  return liveOrders({
    typed: $('#coinbase-account-live-typed'),
    allow: $('#coinbase-account-live-allow'),
    sentence: $('#coinbase-account-live-sentence'),
    offRows: $('#coinbase-row-live-off'),
    onRows: $('#coinbase-row-live-on'),
    stop: $('#coinbase-account-live-stop'),
    permit: credential('LivePermit'),
    say: sayingLine('#coinbase-account-live-says'),
    text: (key, values) => node._(key, values),
    name: () => fieldValue(node, 'name').trim() || environmentOf(node),
    current: () => currentForm(node),
  });
}

/** Above all tabs, while the environment is one of real money. */
function prepareStrip(node: Form, form: HTMLElement): () => void {
  const strip = stripIn(form);
  return () => {
    const environment = environmentOf(node);
    if (isPaper(environment)) return strip.hide();
    strip.show(node._('form.live', { what: node._(`option.${environment}`) }));
  };
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
    choices: $('#coinbase-account-fits'),
    choice: (environment) => node._('paste.choose', { environment: node._(`option.${environment}`) }),
    choose: (environment) => $('#node-config-input-environment').val(environment).trigger('change'),
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
    configVersion: versionField(upgrades),
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
    return liveMark(!isPaper(this.environment), this.name || this._(`option.${this.environment}`));
  },
  oneditprepare() {
    const form = openForm(this, '#node-config-input-name', { upgrades });
    const openTab = tabbed(
      'coinbase-account-tabs',
      ['key', 'environment', 'limits', 'live'].map((tab) => ({
        id: `coinbase-account-${tab}`,
        label: this._(`tab.${tab}`),
      })),
    );
    if (isLocal(environmentOf(this))) openTab('coinbase-account-environment');
    const limits = prepareLimits(this);
    openLimits = limits;
    const showStrip = prepareStrip(this, form.element);
    const permitMayChange = prepareLive(this);
    const sayWhetherItFits = preparePaste(this);
    const checkIsOver = prepareCheck(this);
    onChange(['environment', 'scheme'], () => {
      showRows(this);
      showStrip();
      sayWhetherItFits();
      permitMayChange();
      checkIsOver();
      limits.refresh();
    });
    $('#coinbase-row-keys input:not([type=checkbox]), #node-config-input-origin').on(
      'change input',
      checkIsOver,
    );
    for (const name of ['name', 'origin', 'keyFile', 'coinbaseAccountKey'])
      $(`#node-config-input-${name}`).on('change input', permitMayChange);
  },
  oneditsave() {
    saveVersion(this, upgrades);
    if (openLimits) this.limits = openLimits.chosen();
    // The labels of its nodes say whether it is live.
    for (const user of this.users ?? []) user.dirty = true;
  },
});
