import { checkText, checkTyped, pathCheck, secondsCheck, wholeCheck } from '../lib/editor/checks';
import { isPaper } from '../lib/editor/environments';
import { field, fieldValue, onChange, openForm, showRow, typedField } from '../lib/editor/form';
import { fromElsewhere, textOrElsewhere } from '../lib/editor/types';
import type { SignedRequestConfig } from './config';

const WITHOUT_BODY = ['GET', 'HEAD', 'DELETE'];

/** Whether the chosen account may reach real money; unknown counts as yes, so that the gate is never hidden. */
function mayBeLive(accountId: string): boolean {
  const account = RED.nodes.node(accountId);
  return !isPaper(account?.['environment']);
}

function showRows(node: { readonly id: string }): void {
  showRow('body', !WITHOUT_BODY.includes(fieldValue(node, 'method')));
  const method = fieldValue(node, 'method');
  showRow('pages', method === 'GET' || method === 'use');
  showRow('mostPages', fieldValue(node, 'pages') !== 'first');
  const account = fieldValue(node, 'account');
  showRow('live', account !== '' && account !== '_ADD_' && mayBeLive(account));
  showRow('transfers', fieldValue(node, 'allowChanges') === 'true');
}

RED.nodes.registerType<SignedRequestConfig>('coinbase-signed-request', {
  category: 'coinbase',
  color: '#A8C3E6',
  icon: 'redtrade-signed-request.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    name: { value: '' },
    account: {
      value: '',
      type: 'coinbase-account',
      required: true,
      label: RED._('@redtrade/node-red-coinbase/coinbase-signed-request:label.account'),
    },
    method: { value: 'GET' },
    path: {
      value: '/accounts',
      validate(value, _options) {
        return checkTyped(this, fieldValue(this, 'pathType'), value, pathCheck, true);
      },
    },
    pathType: { value: 'str' },
    query: {
      value: '',
      validate(value, _options) {
        return checkTyped(this, fieldValue(this, 'queryType'), value, () => undefined, true);
      },
    },
    queryType: { value: 'str' },
    headers: {
      value: '',
      validate(value, _options) {
        return checkTyped(this, fieldValue(this, 'headersType'), value, () => undefined, true);
      },
    },
    headersType: { value: 'json' },
    body: {
      value: 'payload',
      validate(value, _options) {
        return checkTyped(this, fieldValue(this, 'bodyType'), value, () => undefined, true);
      },
    },
    bodyType: { value: 'msg' },
    timeout: {
      value: '',
      validate(value, _options) {
        return checkText(this, value, secondsCheck(600), true);
      },
    },
    pages: { value: 'first' },
    mostPages: {
      value: '10',
      validate(value, _options) {
        return checkText(this, value, wholeCheck(1, 1000, 'error.mostPages'), true);
      },
    },
    explain: { value: false },
    sendRefusals: { value: false },
    allowChanges: { value: false },
    allowTransfers: { value: false },
  },
  inputLabels() {
    return this._('port.input');
  },
  outputLabels() {
    return this._('port.output');
  },
  label() {
    return this.name || this._('label.node');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  paletteLabel: 'signed request',
  oneditprepare() {
    openForm(this, '#node-input-name');
    typedField('path', textOrElsewhere);
    typedField('query', ['str', 'json', ...fromElsewhere]);
    typedField('headers', ['json', ...fromElsewhere]);
    typedField('body', ['json', 'str', ...fromElsewhere]);
    // A node from before there was a choice, or an imported one with nonsense.
    if ((field('pages').val() ?? '') === '') field('pages').val('first');
    onChange(['account', 'method', 'pages', 'allowChanges'], () => showRows(this));
  },
});
