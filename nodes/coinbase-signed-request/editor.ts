import { checkText, checkTyped, pathCheck, secondsCheck, wholeCheck } from '../lib/editor/checks';
import { accountOf, isLive } from '../lib/editor/account';
import {
  fieldValue,
  onChange,
  openForm,
  saveVersion,
  showRow,
  typedField,
  versionField,
} from '../lib/editor/form';
import { accountNodeLabels } from '../lib/editor/account-labels';
import { fromElsewhere, textOrElsewhere } from '../lib/editor/types';
import type { SignedRequestConfig } from './config';
import { upgrades } from './upgrades';

const WITHOUT_BODY = ['GET', 'HEAD', 'DELETE'];

/** Whether it may turn out to be a list that has pages. */
function mayList(method: string): boolean {
  return method === 'GET' || method === 'use';
}

/** What an empty field takes from the message, in the manner of the HTTP Request node. */
function alsoReads(node: { readonly id: string }): string[] {
  const method = fieldValue(node, 'method');
  const empty = (name: string): boolean => fieldValue(node, name) === '';
  return [
    ...(method === 'use' ? ['method'] : []),
    ...(empty('path') ? ['url'] : []),
    ...(empty('headers') ? ['headers'] : []),
    ...(empty('body') && !WITHOUT_BODY.includes(method) ? ['payload'] : []),
    ...(empty('timeout') ? ['requestTimeout'] : []),
    // The pages of a sequence keep what the message said of its own sequence.
    ...(fieldValue(node, 'pages') === 'each' && mayList(method) ? ['parts'] : []),
  ];
}

function showRows(node: { readonly id: string }): void {
  showRow('body', !WITHOUT_BODY.includes(fieldValue(node, 'method')));
  const method = fieldValue(node, 'method');
  showRow('pages', mayList(method));
  showRow('mostPages', fieldValue(node, 'pages') !== 'first');
  showRow('live', isLive(accountOf(fieldValue(node, 'account'))));
  showRow('transfers', fieldValue(node, 'allowChanges') === 'true');
}

RED.nodes.registerType<SignedRequestConfig>('coinbase-signed-request', {
  category: 'coinbase',
  color: '#A8C3E6',
  icon: 'redtrade-signed-request.svg',
  inputs: 1,
  outputs: 1,
  defaults: {
    configVersion: versionField(upgrades),
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
  ...accountNodeLabels,
  oneditprepare() {
    openForm(this, '#node-input-name', { upgrades, alsoReads: () => alsoReads(this) });
    typedField('path', textOrElsewhere);
    typedField('query', ['str', 'json', ...fromElsewhere]);
    typedField('headers', ['json', ...fromElsewhere]);
    typedField('body', ['json', 'str', ...fromElsewhere]);
    onChange(['account', 'method', 'pages', 'allowChanges'], () => showRows(this));
  },
  oneditsave() {
    saveVersion(this, upgrades);
  },
});
