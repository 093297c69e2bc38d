import type { JournalRecord, PlacementRecord } from '../../../../nodes/lib/placement/journal/records';
import type { Order } from '../../../../nodes/lib/rules/orders';

export const START_MS = Date.parse('2026-03-01T12:00:00.000Z');

/** Stamps the records of one placement, a second apart. */
export function lifeOf(steps: readonly PlacementRecord[], fromMs = START_MS): JournalRecord[] {
  return steps.map((step, index) => ({ at: new Date(fromMs + index * 1000).toISOString(), ...step }));
}

type Intended = Extract<PlacementRecord, { kind: 'intended' }>;

export function intended(client_oid: string, more: Partial<Intended> = {}): Intended {
  return {
    kind: 'intended',
    client_oid,
    node: 'n1',
    message: 'm1',
    intent: { client_oid, product_id: 'BTC-USD', side: 'buy', type: 'market', funds: '10' },
    asked: { product_id: 'BTC-USD', side: 'buy', type: 'market', amount: { unit: 'quote', value: '10' } },
    rounding: [],
    limits: [],
    ...more,
  };
}

export function forbidden(client_oid: string): PlacementRecord {
  const { intent, asked, node, message } = intended(client_oid);
  const limits = [{ rule: 'maxOrderValue', ok: false, limit: '5 USD', value: '10 USD' }] as const;
  const why = 'it is too large';
  return { kind: 'forbidden', client_oid, intent, asked, node, message, limits, code: 'LIMIT_EXCEEDED', why };
}

export const sending = (client_oid: string, attempt = 1): PlacementRecord => ({
  kind: 'sending',
  client_oid,
  attempt,
});

export function answered(
  client_oid: string,
  verdict: 'accepted' | 'refused' | 'not-sent' | 'unknown',
): PlacementRecord {
  const order_id = `id-${client_oid}`;
  return {
    kind: 'answered',
    client_oid,
    attempt: 1,
    verdict,
    ...(verdict === 'accepted' && { order_id }),
    ...(verdict === 'unknown' && { stamp_ms: START_MS + 500 }),
  };
}

export function order(client_oid: string, more: Partial<Order> = {}): Order {
  return {
    id: `id-${client_oid}`,
    client_oid,
    product_id: 'BTC-USD',
    side: 'buy',
    type: 'market',
    funds: '10',
    status: 'done',
    done_reason: 'filled',
    filled_size: '0.001',
    executed_value: '9.9',
    fill_fees: '0.06',
    settled: true,
    created_at: '2026-03-01T12:00:01.500Z',
    ...more,
  };
}

export const seen = (client_oid: string, more: Partial<Order> = {}): PlacementRecord => ({
  kind: 'seen',
  client_oid,
  order: order(client_oid, more),
});

export const reported = (client_oid: string): PlacementRecord => ({
  kind: 'reported',
  client_oid,
  outcome: 'filled',
  recovered: false,
});

/** A life without trouble: six lines. */
export function filled(client_oid: string, more: Partial<Intended> = {}): PlacementRecord[] {
  return [
    intended(client_oid, more),
    sending(client_oid),
    answered(client_oid, 'accepted'),
    seen(client_oid, { status: 'pending', filled_size: '0', executed_value: '0', fill_fees: '0' }),
    seen(client_oid),
    reported(client_oid),
  ];
}
