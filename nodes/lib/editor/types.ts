/** The types that typed fields offer, in the order of their menu. */

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

/** Products that every local sandbox has; suggestions only, any product may be typed. */
const SUGGESTED = ['BTC-USD', 'ETH-USD', 'ETH-BTC', 'BTC-EUR', 'DOGE-USD'];

/** A product id with suggestions while typing, or from elsewhere. */
export function productOrElsewhere(label: string): readonly TypedInputType[] {
  const autoComplete = (typed: string): readonly { value: string; label: string }[] =>
    SUGGESTED.filter((id) => id.includes(typed.toUpperCase())).map((id) => ({ value: id, label: id }));
  return [{ value: 'str', label, icon: 'fa fa-line-chart', autoComplete }, ...fromElsewhere];
}
