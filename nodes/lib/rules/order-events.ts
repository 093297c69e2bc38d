/** What can happen to an order, as `msg.event` says it: a closed list, the same from every API. */
export const orderEvents = {
  received:
    'The exchange has the order. The first event of every order but a stop, which begins with active.',
  active: 'A stop order waits for its stop price.',
  open: 'What is left of it rests in the book.',
  fill: 'A part or all of it was bought or sold: msg.fill.',
  changed:
    'It has another price or size now: it was edited, self-trade prevention made it smaller, or the stop of a bracket was reached.',
  done: 'It was filled, canceled or rejected: msg.coinbase.outcome says which. At most a late fill follows.',
} as const;

export type OrderEventName = keyof typeof orderEvents;

export const orderEventNames = Object.keys(orderEvents) as readonly OrderEventName[];

export function isOrderEventName(value: unknown): value is OrderEventName {
  return orderEventNames.some((name) => name === value);
}
