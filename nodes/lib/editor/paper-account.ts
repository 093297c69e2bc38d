/** The account of paper money that a person gets by one click: the local sandbox, with keys that it issues itself. */
import { isLocal } from './environments';

const TYPE = 'coinbase-account';

/** Chooses the local sandbox in the list of accounts: one that is there, else a new one as its form would make it. */
export function choosePaper(list: JQuery): void {
  const known = paperAccounts().find((id) => list.find(`option[value="${id}"]`).length > 0);
  const id = known ?? addPaper();
  if (known === undefined) {
    const option = document.createElement('option');
    option.value = id;
    option.textContent = RED.utils.getNodeLabel(RED.nodes.node(id), id);
    list[0]?.append(option);
  }
  list.val(id).trigger('change');
}

/** Ids of the accounts of the local sandbox that are not disabled. */
export function paperAccounts(): readonly string[] {
  const found: string[] = [];
  RED.nodes.eachConfig(({ id, type, d, environment }) => {
    if (type === TYPE && isLocal(environment) && d !== true) found.push(id);
    return true;
  });
  return found;
}

/** @returns the id of the new account; undone like any node that was added. */
function addPaper(): string {
  const id = RED.nodes.id();
  const { defaults } = RED.nodes.getType(TYPE);
  const form = Object.entries(defaults).map(([name, { value }]) => [name, structuredClone(value)] as const);
  RED.history.push({ t: 'add', nodes: [id], dirty: RED.nodes.dirty() });
  RED.nodes.import([{ ...Object.fromEntries(form), id, type: TYPE, z: '' }], { markChanged: true });
  RED.nodes.dirty(true);
  return id;
}
