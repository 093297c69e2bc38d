import { isProductId } from '../../rules/shapes';
import { fieldValue } from '../fields';
import { fromForm } from './order-fields';

/** A node whose form is one of an order. */
export interface OrderFormNode {
  readonly id: string;
  _(key: string, values?: Readonly<Record<string, string>>): string;
}

/** The product that the form itself names; undefined where the message decides. */
export function fixedProduct(node: OrderFormNode): string | undefined {
  const isFixed = fromForm(node) && fieldValue(node, 'productType') === 'str';
  const id = fieldValue(node, 'product');
  return isFixed && isProductId(id) ? id : undefined;
}

/** Says USD and BTC in the list of units where that is known, else quote and base. */
export function nameUnits(node: OrderFormNode): void {
  const [base, quote] = fixedProduct(node)?.split('-') ?? [];
  for (const [unit, currency] of Object.entries({ base, quote })) {
    const name = currency === undefined ? node._(`option.${unit}`) : node._(`unit.${unit}`, { currency });
    $(`#node-input-amountUnit option[value="${unit}"]`).text(name);
  }
}
