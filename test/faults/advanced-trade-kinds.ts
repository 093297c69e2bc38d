import type { ErrorCode } from '../../nodes/lib/rules/error-codes';
import { inCircle, withCursor } from './advanced-trade-list';
import { door, exchange, type Instead, type Kind, ordersOnly, refused, text, twice } from './kind';

/** A refusal for good, and what it is to be told as. */
type Final = readonly [answer: Instead, code: ErrorCode];

/** The four shapes of the API's errors. Source: other clients of Advanced Trade, and the error schema of its reference. */
const shapes = {
  text: (status: number, words: string): Instead => ({ status, body: `${words}\n`, headers: text }),
  details: (status: number, error: string, words: string): Instead => ({
    status,
    body: JSON.stringify({ error, error_details: words, message: words }),
  }),
  gateway: (status: number, error: string, code: number, message: string): Instead => ({
    status,
    body: JSON.stringify({ error, code, message, details: [] }),
  }),
  errors: (status: number, id: string, message: string): Instead => ({
    status,
    body: JSON.stringify({ errors: [{ id, message }] }),
  }),
};

/** The answer to an order that was refused: status 200. */
function failure(reason: string, preview: string, message: string): Instead {
  const error_response = {
    error: reason,
    message,
    error_details: '',
    preview_failure_reason: preview,
    new_order_failure_reason: reason,
  };
  return { status: 200, body: JSON.stringify({ success: false, error_response }) };
}

const NO_PREVIEW = 'UNKNOWN_PREVIEW_FAILURE_REASON';
const failures: readonly [Final, ...Final[]] = [
  [
    failure('INSUFFICIENT_FUND', 'PREVIEW_INSUFFICIENT_FUND', 'Insufficient balance in source account'),
    'INSUFFICIENT_FUNDS',
  ],
  [failure('ORDER_ENTRY_DISABLED', NO_PREVIEW, 'Order entry is disabled'), 'ORDER_REFUSED'],
  [
    failure('UNKNOWN_FAILURE_REASON', 'PREVIEW_INVALID_BASE_SIZE_TOO_SMALL', 'Order size is too small'),
    'SIZE_BELOW_MINIMUM',
  ],
  [failure('GEOFENCING_RESTRICTION', NO_PREVIEW, ''), 'PERMISSION_DENIED'],
  // As answers used to be.
  [
    {
      status: 200,
      body: JSON.stringify({ success: false, failure_reason: 'UNKNOWN_FAILURE_REASON', order_id: '' }),
    },
    'ORDER_REFUSED',
  ],
];

const refusals: readonly [Final, ...Final[]] = [
  [shapes.details(400, 'INVALID_ARGUMENT', 'order_configuration is not valid'), 'ORDER_REFUSED'],
  [shapes.gateway(400, 'invalid_argument', 3, 'the order cannot be read'), 'ORDER_REFUSED'],
  [shapes.errors(400, 'validation_error', 'the order is not valid'), 'ORDER_REFUSED'],
  [shapes.details(403, 'PERMISSION_DENIED', 'Missing required scopes'), 'PERMISSION_DENIED'],
  [shapes.gateway(403, 'permission_denied', 7, 'no access to this portfolio'), 'PERMISSION_DENIED'],
  [shapes.errors(403, 'forbidden', 'this key may not do that'), 'PERMISSION_DENIED'],
];

const answersOf = ([[first], ...rest]: readonly [Final, ...Final[]]): [Instead, ...Instead[]] => [
  first,
  ...rest.map(([answer]) => answer),
];

const listsOnly = { order: 0, cancel: 0, read: 0, list: 5 } as const;

/** What Advanced Trade answers, in each of its shapes, and what can be wrong with its lists. */
export const advancedTradeKinds: readonly Kind[] = [
  ...twice('500 with details', shapes.details(500, 'INTERNAL', 'Something went wrong')),
  ...twice('500 of the gateway', shapes.gateway(500, 'internal', 13, 'internal error')),
  ...twice('503 with errors', shapes.errors(503, 'internal_server_error', 'Please try again')),
  ...twice('503 in text', shapes.text(503, 'upstream connect error')),
  ...twice('429 in text', shapes.text(429, 'Too many requests')),
  refused('429 in a shape of the API', { order: 4, cancel: 1, read: 1 }, [
    shapes.errors(429, 'rate_limit_exceeded', 'Too many requests'),
    { ...shapes.errors(429, 'rate_limit_exceeded', 'Too many requests'), headers: { 'Retry-After': '1' } },
    shapes.details(429, 'RESOURCE_EXHAUSTED', 'Too many requests'),
    shapes.gateway(429, 'resource_exhausted', 8, 'too many requests'),
  ]),
  // A clock that differs is a reason for it as well: such an order may go again.
  refused('401 in plain text', { order: 3, cancel: 1, read: 1 }, [shapes.text(401, 'Unauthorized')]),
  refused('400 or 403 in a shape of the API', { order: 4, cancel: 1, read: 1 }, answersOf(refusals)),
  refused('success false', { order: 6, cancel: 0, read: 0 }, answersOf(failures)),
  {
    name: 'answer lost, the repeat is answered as it should',
    weights: { ...ordersOnly, order: 6 },
    sparesRepeats: true,
    draw: () => exchange({ kind: 'reset', accepted: true }),
  },
  {
    name: 'list without its rest',
    weights: listsOnly,
    draw: (random) => {
      const kept = random.below(3);
      return door({ kind: 'rewrite', body: (body) => withCursor(body, '', kept) });
    },
  },
  {
    name: 'list that goes around in a circle',
    weights: listsOnly,
    draw: () => door({ kind: 'rewrite', body: (body) => inCircle(body) }),
  },
];

/** Bodies of answers after which an order is not sent again, and what each is told as. */
export const advancedTradeRefusals: ReadonlyMap<string, ErrorCode> = new Map(
  [...failures, ...refusals].map(([{ body = '' }, code]) => [body, code]),
);
