/** What the editor calls a node with an input and the input, in the words of the node's own catalogue. */

/** A name that a person gave is in italics, as Node-RED's own nodes have it. */
export const nodeLabels = {
  inputLabels() {
    return this._('port.input');
  },
  labelStyle() {
    return this.name ? 'node_label_italic' : '';
  },
  paletteLabel() {
    return this._('label.node');
  },
} satisfies Partial<NodeDefinition<never, never>> & ThisType<EditorNode<{ readonly name: string }>>;
