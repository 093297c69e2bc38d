/** What the account's API would refuse of the order that the form holds: beside the field, and no longer offered. */
import { orderApiOf, refusalsOf, type KnownOrder, type Refusal } from '../../rules/expressible';
import { accountOf } from '../account';
import { withoutMarkup } from '../checks';
import { field, fieldValue } from '../fields';
import { localized } from '../shared-text';
import type { OrderFormNode } from './order-form';

type RefusedField = Exclude<Refusal['field'], 'profile_id'>;

/** The form's field for each of the order's. */
const FORM_FIELD = {
  stp: 'stp',
  funds: 'amountUnit',
  stop_limit_price: 'orderType',
  time_in_force: 'timeInForce',
} as const satisfies Record<RefusedField, string>;

const KINDS = ['market', 'limit', 'stop-limit', 'bracket'] as const;
const SIDES = ['buy', 'sell'] as const;
const UNITS = ['base', 'quote', 'percent'] as const;
const LIVES = ['GTC', 'GTT', 'IOC', 'FOK'] as const;
const STPS = ['dc', 'co', 'cn', 'cb'] as const;

/** Why the account of this node can have no orders at all. */
export function accountRefusal(node: OrderFormNode): string | undefined {
  const account = accountOf(fieldValue(node, 'account'));
  return account && !orderApiOf(account['environment']) ? node._('error.noOrders') : undefined;
}

/** Why the whole order is refused as it is; empty where nothing is known against it. */
export function orderRefusals(node: OrderFormNode): string[] {
  const account = accountRefusal(node);
  return account === undefined ? refusals(node).map(({ told }) => localized(told)) : [account];
}

/** The validator's answer for a field of the form that the API may refuse. */
export function checkExpressible(
  node: OrderFormNode,
  name: (typeof FORM_FIELD)[RefusedField],
): true | string {
  const refusal = refusals(node).find((one) => formField(one) === name);
  return refusal ? withoutMarkup(localized(refusal.told)) : true;
}

/**
 * Offers no choice that the API refuses. What is chosen stays, and is told to be wrong: another unit by itself would
 * make 25 BTC of 25 USD.
 */
export function offerExpressible(node: OrderFormNode): void {
  const offer = (
    name: 'amountUnit' | 'timeInForce' | 'stp',
    withChoice: (choice: string) => KnownOrder,
  ): void =>
    void field(name)
      .find('option')
      .each((_index, option) => {
        if (!(option instanceof HTMLOptionElement)) return;
        const refused = refusals(node, withChoice(option.value)).some((one) => formField(one) === name);
        option.hidden = refused && !option.selected;
        option.disabled = option.hidden;
      });
  offer('amountUnit', (choice) => ({ unit: oneOf(UNITS, choice) }));
  offer('timeInForce', (choice) => ({ life: oneOf(LIVES, choice) }));
  offer('stp', (choice) => ({ stp: oneOf(STPS, choice) }));
}

function refusals(node: OrderFormNode, instead: KnownOrder = {}): Refusal[] {
  const account = accountOf(fieldValue(node, 'account'));
  if (fieldValue(node, 'source') === 'payload') return [];
  return refusalsOf(orderApiOf(account?.['environment']), { ...knownOf(node), ...instead });
}

function formField({ field: name }: Refusal): string | undefined {
  return name === 'profile_id' ? undefined : FORM_FIELD[name];
}

/** What the form itself says; the rest comes with a message. */
function knownOf(node: OrderFormNode): KnownOrder {
  const fixed = (name: string): string =>
    fieldValue(node, `${name}Type`) === 'str' ? fieldValue(node, name) : '';
  return {
    kind: oneOf(KINDS, fixed('orderType')),
    side: oneOf(SIDES, fixed('side')),
    unit: oneOf(UNITS, fieldValue(node, 'amountUnit')),
    life: oneOf(LIVES, fieldValue(node, 'timeInForce')),
    stp: oneOf(STPS, fieldValue(node, 'stp')),
  };
}

function oneOf<const T extends string>(all: readonly T[], text: string): T | undefined {
  return all.find((one) => one === text);
}
