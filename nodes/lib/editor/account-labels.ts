import { liveLabel } from './account';
import { nodeLabels } from './labels';

type Named = EditorNode<{ readonly name: string; readonly account: string }>;

/** What the editor calls a node with one output and an account, which is marked where it is live. */
export const accountNodeLabels = {
  ...nodeLabels,
  outputLabels() {
    return this._('port.output');
  },
  label() {
    return liveLabel(this, this.name || this._('label.node'));
  },
} satisfies Partial<NodeDefinition<never, never>> & ThisType<Named>;
