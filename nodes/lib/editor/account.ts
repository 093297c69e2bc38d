/** The account that a form or a node names, as the editor knows it: it may not be deployed yet. */
import { isPaper } from './environments';

export type EditorAccount = Readonly<Record<string, unknown>> & { readonly id: string };

/** What the list of accounts holds where none is chosen. */
const NONE = ['', '_ADD_'];

/** Whether a list of accounts holds a choice: an account, or the `${NAME}` that names one inside a subflow. */
export function isChosen(id: unknown): id is string {
  return typeof id === 'string' && !NONE.includes(id);
}

export function accountOf(id: unknown): EditorAccount | undefined {
  if (!isChosen(id)) return undefined;
  return RED.nodes.node(id) ?? undefined;
}

/** Whether it moves real money; an environment that is not known counts as such. */
export function isLive(account: EditorAccount | undefined): boolean {
  return account !== undefined && !isPaper(account['environment']);
}

/** A label with the mark that real money is behind it. */
export function liveMark(live: boolean, label: string): string {
  return live ? `LIVE · ${label}` : label;
}

/** The label of a node, for its definition's `label()`: marked where its account is live. */
export function liveLabel(node: { readonly account: string }, label: string): string {
  return liveMark(isLive(accountOf(node.account)), label);
}
