/** Whether the account that a node of orders names can do its work: said beside the field, and on the node. */
import { orderApiOf } from '../../rules/expressible';
import { accountOf, isChosen } from '../account';
import { fieldValue } from '../fields';

interface OrderNode {
  readonly id: string;
  _(key: string): string;
}

/** Why the account of this node can have no orders at all. */
export function noOrdersOf(node: OrderNode): string | undefined {
  const account = accountOf(fieldValue(node, 'account'));
  return account && !orderApiOf(account['environment']) ? node._('error.noOrders') : undefined;
}

/**
 * The validator's answer for the account. Node-RED leaves its own check of a config node out where there is a
 * validator, so what that one refuses is refused here too, in its words.
 */
export function checkOrderAccount(node: OrderNode): true | string {
  const id = fieldValue(node, 'account');
  const refused = (reason: string): string => RED._(reason, { prop: node._('label.account') });
  if (!isChosen(id)) return refused('validator.errors.missing-required-prop');
  const account = accountOf(id);
  if (!account) return refused('validator.errors.missing-config');
  return noOrdersOf(node) ?? (account['valid'] === false ? refused('validator.errors.invalid-config') : true);
}
