import { checkText, originCheck } from '../lib/editor/checks';
import { fieldValue, onChange, openForm, showRow, textOf } from '../lib/editor/form';
import { liveTick } from '../lib/editor/live-tick';
import { takePastes } from '../lib/editor/paste';
import { sayingLine } from '../lib/editor/says';
import type { AccountConfig, AccountCredentials } from './config';

interface Form {
  readonly id: string;
  _(key: string, values?: Readonly<Record<string, string>>): string;
}

const environmentOf = (node: { readonly id: string }): string => fieldValue(node, 'environment');
const credential = (name: string): JQuery => $(`#node-config-input-coinbaseAccount${name}`);

function showRows(node: Form): void {
  const environment = environmentOf(node);
  const local = environment === 'local-sandbox';
  showRow('sandbox', local);
  showRow('keys', !local);
  showRow('origin', !local);
  showRow('live', environment === 'exchange');
  $('#coinbase-account-tip').text(node._(`tip.${environment}`));
}

/**
 * A key part is needed where requests are signed with the user's key, unless a file brings it, or a key that is an
 * environment variable: that one may hold the whole credential.
 */
function needed(node: Form, value: unknown): true | string {
  const elsewhere =
    environmentOf(node) === 'local-sandbox' ||
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
    current: () => ({
      id: node.id,
      environment: environmentOf(node),
      origin: fieldValue(node, 'origin').trim(),
      key: credential('Key').val() ?? '',
      keyFile: fieldValue(node, 'keyFile').trim(),
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

RED.nodes.registerType<AccountConfig, AccountCredentials>('coinbase-account', {
  category: 'config',
  defaults: {
    name: { value: '' },
    environment: { value: 'local-sandbox' },
    origin: {
      value: '',
      validate(value, _options) {
        return environmentOf(this) === 'local-sandbox' || checkText(this, value, originCheck, true);
      },
    },
    sandbox: { value: '', type: 'coinbase-sandbox', required: false },
    keyFile: { value: '' },
    limiter: { value: 'exchange' },
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
        return needed(this, value);
      },
    },
    coinbaseAccountLivePermit: { type: 'password' },
  },
  label() {
    return this.name || this._(`option.${this.environment}`);
  },
  oneditprepare() {
    openForm(this, '#node-config-input-name');
    const permitMayChange = prepareLive(this);
    const sayWhetherItFits = preparePaste(this);
    onChange(['environment'], () => {
      showRows(this);
      sayWhetherItFits();
      permitMayChange();
    });
    $('#node-config-input-origin, #node-config-input-keyFile, #node-config-input-coinbaseAccountKey').on(
      'change input',
      permitMayChange,
    );
  },
});
