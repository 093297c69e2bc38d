/** The controls of the sandbox in this Node-RED that the account uses. */
import type { MirroredProduct, SandboxConditions } from '../../rules/sandbox-conditions';
import type { Context, Section } from './context';
import { make, setOptions, setText } from './dom';
import { time } from '../formats';
import { actButton, fold, READ_ONLY } from './parts';

const SPEEDS = [0.1, 0.5, 1, 2, 5, 10, 50, 100] as const;

/** What can be done to its feed connections. */
const FEED_FAULTS = ['terminate', 'half-open'] as const;

/** What a tick switches on, and how it is read. */
interface Trouble {
  readonly name: string;
  readonly on: Partial<SandboxConditions>;
  readonly off: Partial<SandboxConditions>;
  readonly isOn: (conditions: SandboxConditions) => boolean;
}

const TROUBLES: readonly Trouble[] = [
  {
    name: 'late404',
    on: { late404Ms: 500 },
    off: { late404Ms: 0 },
    isOn: ({ late404Ms }) => late404Ms > 0,
  },
  {
    name: 'settleDelay',
    on: { settleDelayMs: 2000 },
    off: { settleDelayMs: 0 },
    isOn: ({ settleDelayMs }) => settleDelayMs > 0,
  },
  {
    name: 'queuedCancel',
    on: { queuedCancelMs: 3000 },
    off: { queuedCancelMs: 0 },
    isOn: ({ queuedCancelMs }) => queuedCancelMs > 0,
  },
  {
    name: 'cancelOnly',
    on: { cancelOnly: true },
    off: { cancelOnly: false },
    isOn: ({ cancelOnly }) => cancelOnly,
  },
  {
    name: 'loseAnswers',
    on: { loseAnswers: true },
    off: { loseAnswers: false },
    isOn: ({ loseAnswers }) => loseAnswers,
  },
];

export function sandboxSection(context: Context): Section {
  const { text } = context;
  let now: SandboxConditions | undefined;
  const pauseText = make('span');
  const pause = actButton(context, { label: '' }, () =>
    context.act('sandbox', { paused: now?.paused !== true }),
  );
  pause.append(pauseText);
  const speed = make('select', { id: 'coinbase-sidebar-speed' });
  speed.addEventListener('change', () => context.act('sandbox', { speed: Number(speed.value) }));
  const reset = actButton(context, { label: text('sandbox.reset'), symbol: 'undo' }, () =>
    context.actIfSure(
      { title: text('sandbox.sure'), body: text('sandbox.means'), yes: text('sandbox.reset') },
      'sandbox-reset',
    ),
  );
  const feeds = FEED_FAULTS.map((kind) =>
    actButton(context, { label: text(`sandbox.feed.${kind}`) }, () => context.act('sandbox-feed', { kind })),
  );
  const ticks = TROUBLES.map((trouble) => troubleTick(context, trouble));
  for (const control of [speed, ...ticks.map(({ tick }) => tick)]) {
    control.disabled = !context.mayAct;
    if (!context.mayAct) control.setAttribute('aria-describedby', READ_ONLY);
  }
  const pace = make('label', { for: speed.id }, text('sandbox.speed'));
  const live = livePrices(context);
  const element = fold(
    text('sandbox.title'),
    live.element,
    make('div', { class: 'coinbase-buttons' }, pause, pace, speed, reset),
    make('div', { class: 'coinbase-buttons' }, ...feeds),
    make('fieldset', {}, make('legend', {}, text('sandbox.troubles')), ...ticks.map(({ label }) => label)),
  );
  return {
    element,
    show({ view: { sandbox, mirrored } }) {
      now = sandbox;
      element.hidden = sandbox === undefined;
      if (!sandbox) return;
      live.show(mirrored);
      // Another market's time cannot be stopped.
      for (const control of [pause, pace, speed]) control.hidden = mirrored !== undefined;
      setText(pauseText, text(sandbox.paused ? 'sandbox.goOn' : 'sandbox.pause'));
      const known = SPEEDS.some((one) => one === sandbox.speed) ? SPEEDS : [...SPEEDS, sandbox.speed];
      const options = known.map((one) => ({ value: String(one), label: `${one.toLocaleString()}×` }));
      setOptions(speed, options, String(sandbox.speed));
      for (const { tick, trouble } of ticks) tick.checked = trouble.isOn(sandbox);
    },
  };
}

/** What is said of live prices: that they are live, and which of them nobody knows at present. */
function livePrices({ text }: Context) {
  const about = make('p', {}, text('sandbox.live'));
  const shut = make('p', { class: 'coinbase-empty' });
  const element = make('div', {}, about, shut);
  const lineOf = ({ productId, since }: MirroredProduct): string =>
    since === undefined
      ? text('sandbox.unpriced', { product: productId })
      : text('sandbox.stale', { product: productId, since: time(since) });
  return {
    element,
    show(mirrored: readonly MirroredProduct[] | undefined) {
      element.hidden = mirrored === undefined;
      const lines = (mirrored ?? []).filter(({ isOpen }) => !isOpen).map(lineOf);
      shut.hidden = lines.length === 0;
      setText(shut, `${text('sandbox.refused')} ${lines.join(', ')}`);
    },
  };
}

function troubleTick({ text, act }: Context, trouble: Trouble) {
  const tick = make('input', { type: 'checkbox' });
  tick.addEventListener('change', () => act('sandbox', tick.checked ? trouble.on : trouble.off));
  const label = make(
    'label',
    { class: 'coinbase-tick' },
    tick,
    ` ${text(`sandbox.trouble.${trouble.name}`)}`,
  );
  return { trouble, tick, label };
}
