/** What the account's API would refuse of the order that the form holds: told beside the field, and no longer offered. */
import { orderApiOf, refusalsOf, type KnownOrder, type OrderApi } from '../../rules/expressible';
import {
  offerOf,
  orderChoices,
  orderLists,
  refusalIn,
  type Offer,
  type OrderList,
} from '../../rules/order-choices';
import { accountOf } from '../account';
import { withoutMarkup } from '../checks';
import { field, fieldValue } from '../fields';
import { localized } from '../shared-text';
import { noOrdersOf } from './order-account';
import { fromForm } from './order-fields';
import type { OrderFormNode } from './order-form';

const SIDES = ['buy', 'sell'] as const;

/** Why the whole order is refused as it is; empty where nothing is known against it. */
export function orderRefusals(node: OrderFormNode): string[] {
  const account = noOrdersOf(node);
  if (account !== undefined) return [account];
  return fromForm(node) ? refusalsOf(apiOf(node), knownOf(node)).map(({ told }) => localized(told)) : [];
}

/** The validator's answer for a list of the form. */
export function checkExpressible(node: OrderFormNode, list: OrderList): true | string {
  const told = fromForm(node) ? refusalIn(list, apiOf(node), knownOf(node)) : undefined;
  return told ? withoutMarkup(localized(told)) : true;
}

/**
 * Offers no choice that the API refuses, and says below the list what is missing and why. What is chosen stays, and is
 * told to be wrong: another unit by itself would make 25 BTC of 25 USD.
 * @param offerTypes shows these order types alone: their list is a typed input's.
 * @returns what to call when the form has changed.
 */
export function offerExpressible(
  node: OrderFormNode,
  offerTypes: (types: readonly string[]) => void,
): () => void {
  let types = orderChoices.orderType.join();
  return () => {
    if (!fromForm(node)) return;
    for (const list of orderLists) {
      const offer = offerOf(list, apiOf(node), knownOf(node));
      if (list !== 'orderType') offerOptions(list, offer);
      // Only while its list is what shows; and a list that is made anew is a change of the form.
      else if (fieldValue(node, 'orderTypeType') === 'str' && types !== offer.offered.join()) {
        types = offer.offered.join();
        offerTypes(offer.offered);
      }
      tellLeftOut(node, list, offer);
    }
  };
}

function offerOptions(list: OrderList, { leftOut }: Offer): void {
  field(list)
    .find('option')
    .each((_index, option) => {
      if (!(option instanceof HTMLOptionElement)) return;
      option.hidden = leftOut.includes(option.value);
      option.disabled = option.hidden;
    });
}

/** Silent where the field is wrong itself: the reason below it says as much. */
function tellLeftOut(node: OrderFormNode, list: OrderList, { leftOut, why }: Offer): void {
  const id = `coinbase-left-out-${list}`;
  let line = document.getElementById(id);
  if (!line) {
    line = document.createElement('div');
    line.id = id;
    line.className = 'coinbase-says';
    line.setAttribute('role', 'status');
    field(list).closest('.form-row')[0]?.append(line);
  }
  const told = why && checkExpressible(node, list) === true ? localized(why) : undefined;
  const choices = leftOut.map((choice) => nameOf(node, list, choice)).join(', ');
  line.textContent = told === undefined ? '' : node._('hint.notOffered', { choices, why: told });
}

/** An option as its list names it, without what it means: `IOC` of `IOC: fill at once, cancel the rest`. */
function nameOf(node: OrderFormNode, list: OrderList, choice: string): string {
  if (list === 'orderType') return node._(`option.${choice}`);
  const [name = choice] =
    field(list)
      .find(`option[value="${choice}"]`)[0]
      ?.textContent?.split(/\s*[:：]/) ?? [];
  return name;
}

function apiOf(node: OrderFormNode): OrderApi | undefined {
  return orderApiOf(accountOf(fieldValue(node, 'account'))?.['environment']);
}

/** What the form itself says; the rest comes with a message. */
function knownOf(node: OrderFormNode): KnownOrder {
  const fixed = (name: string): string =>
    fieldValue(node, `${name}Type`) === 'str' ? fieldValue(node, name) : '';
  return {
    kind: oneOf(orderChoices.orderType, fixed('orderType')),
    side: oneOf(SIDES, fixed('side')),
    unit: oneOf(orderChoices.amountUnit, fieldValue(node, 'amountUnit')),
    life: oneOf(orderChoices.timeInForce, fieldValue(node, 'timeInForce')),
    stp: oneOf(orderChoices.stp, fieldValue(node, 'stp')),
  };
}

function oneOf<const T extends string>(all: readonly T[], text: string): T | undefined {
  return all.find((one) => one === text);
}
