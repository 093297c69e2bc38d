/** The types that typed fields offer, in the order of their menu. */
import type { Suggest } from './picker';

/** Where any value of a message may come from besides the form. */
export const fromElsewhere: readonly TypedInputType[] = ['msg', 'flow', 'global', 'env', 'jsonata'];

/** Text in the form, or from elsewhere. */
export const textOrElsewhere: readonly TypedInputType[] = ['str', ...fromElsewhere];

/** One of a few words, or from elsewhere. `label` names the fixed choice in the menu. */
export function choiceOrElsewhere(
  label: string,
  options: readonly { readonly value: string; readonly label: string }[],
): readonly TypedInputType[] {
  return [{ value: 'str', label, icon: 'fa fa-list', options }, ...fromElsewhere];
}

/** A product id, picked from a list or typed, or from elsewhere. */
export function productOrElsewhere(label: string, suggest?: Suggest): readonly TypedInputType[] {
  return [...productAlone(label, suggest), ...fromElsewhere];
}

/** A product id, picked from a list or typed. */
export function productAlone(label: string, suggest?: Suggest): readonly TypedInputType[] {
  return [{ value: 'str', label, icon: 'fa fa-line-chart', ...(suggest && { suggest }) }];
}
