/** Which properties of a message a node would read, as its form says now. */

/** A typed property of a form: `type` is Node-RED's, such as `str`, `msg` or `jsonata`. */
export interface TypedValue {
  /** What people call the field. */
  readonly label: string;
  readonly type: string;
  readonly value: string;
}

export interface MessageReads {
  /** `msg.topic`, with the fields that it goes to; none for what the node reads in any case. */
  readonly properties: readonly { readonly property: string; readonly labels: readonly string[] }[];
  /** Fields whose JSONata may read any property. */
  readonly expressions: readonly string[];
}

/** @param also message properties that the node reads besides, without `msg.`: `headers`. */
export function messageReads(fields: readonly TypedValue[], also: readonly string[] = []): MessageReads {
  const properties = new Map<string, string[]>();
  const expressions: string[] = [];
  for (const name of also) properties.set(`msg.${name}`, []);
  for (const { label, type, value } of fields) {
    if (value === '') continue;
    if (type === 'jsonata') expressions.push(label);
    if (type !== 'msg') continue;
    const labels = properties.get(`msg.${value}`) ?? [];
    properties.set(`msg.${value}`, [...labels, label]);
  }
  return { properties: [...properties].map(([property, labels]) => ({ property, labels })), expressions };
}
