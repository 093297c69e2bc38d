import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Stream } from './stream';

type Form = Readonly<Record<string, unknown>>;
type Step = readonly ['value', number] | readonly ['wait', number] | readonly ['stale', 0];

const BAND = { low: '95', high: '105' };

/** Whether the condition holds for a value, said in another way than the rules say it. */
const holds: Readonly<Record<string, (value: number) => boolean>> = {
  above: (value) => value > 100,
  below: (value) => value < 100,
  enters: (value) => Math.abs(value - 100) <= 5,
  leaves: (value) => Math.abs(value - 100) > 5,
};

const kinds = fc.constantFrom<Form>(
  { condition: 'above', level: '100' },
  { condition: 'below', level: '100' },
  { condition: 'either', level: '100' },
  { condition: 'enters', ...BAND },
  { condition: 'leaves', ...BAND },
  { condition: 'moves', by: '6', windowSeconds: '20' },
  { condition: 'falls', by: '4' },
  { condition: 'rises', by: '4', byUnit: 'percent' },
);
const policies = fc.record({
  hysteresis: fc.constantFrom('', '2', '4.5'),
  confirm: fc.constantFrom('none', 'seconds', 'updates'),
  confirmFor: fc.constantFrom('1', '3', '7'),
  coolDown: fc.constantFrom('', '5', '60'),
  repeat: fc.constantFrom('again', 'again', 'once'),
  first: fc.constantFrom('side', 'alert'),
});
const forms = fc.tuple(kinds, policies).map(([kind, policy]): Form => ({ ...kind, ...policy }));
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.tuple(fc.constant('value' as const), fc.integer({ min: 88, max: 112 })) },
    { weight: 4, arbitrary: fc.tuple(fc.constant('wait' as const), fc.integer({ min: 1, max: 9000 })) },
    { weight: 1, arbitrary: fc.constant(['stale', 0] as const) },
  ),
  { minLength: 1, maxLength: 120 },
);

function take(stream: Stream, [what, amount]: Step): void {
  if (what === 'value') stream.give(amount);
  else if (what === 'wait') stream.wait(amount);
  else stream.stale();
}

/** What happened when, and with which values. */
function story(stream: Stream): unknown[] {
  return stream.events.map(({ event, at, since, value, previous, reading }) => [
    event,
    at,
    since,
    value?.toFixed(),
    previous?.toFixed(),
    reading?.level?.toFixed(),
  ]);
}

const runs = { numRuns: 600 };

describe('every alert, whatever comes', () => {
  it('is triggered and cleared in turn, no sooner than its cool-down allows, and once where it tells once', () => {
    fc.assert(
      fc.property(forms, steps, (form, all) => {
        const stream = new Stream(form);
        for (const step of all) take(stream, step);
        const { events, rule } = stream;
        const triggers = events.filter(({ event }) => event === 'triggered');
        events.forEach(({ event }, n) => assert.equal(event, n % 2 === 0 ? 'triggered' : 'cleared'));
        triggers.slice(1).forEach(({ at }, n) => {
          assert.ok(at - (triggers[n]?.at ?? 0) >= rule.policy.coolDownMs, 'the cool-down');
        });
        if (form.repeat === 'once') assert.ok(triggers.length <= 1, 'only once');
      }),
      runs,
    );
  });

  it('is never triggered by a value for which its condition does not hold, nor before it is confirmed', () => {
    fc.assert(
      fc.property(forms, steps, (form, all) => {
        const isBeyond = holds[String(form.condition)];
        if (!isBeyond) return;
        const stream = new Stream(form);
        const start = stream.moment.now;
        let row = 0;
        let rowSince = start;
        for (const step of all) {
          const known = stream.events.length;
          const [what, amount] = step;
          if (what === 'value') {
            if (!isBeyond(amount)) row = 0;
            else if ((row += 1) === 1) rowSince = stream.moment.now;
          }
          take(stream, step);
          for (const { event, at } of stream.events.slice(known)) {
            if (event === 'cleared') continue;
            assert.ok(row > 0, 'it holds');
            const least = form.confirm === 'none' ? 0 : Number(form.confirmFor);
            if (form.confirm === 'updates') assert.ok(row >= least, `${row} values in a row`);
            if (form.confirm === 'seconds') assert.ok(at - rowSince >= least * 1000, 'so many seconds');
          }
          if (what === 'stale') row = 0;
        }
      }),
      runs,
    );
  });

  it('is never triggered by the first value, unless the form says so', () => {
    fc.assert(
      fc.property(forms, fc.integer({ min: 88, max: 112 }), (form, value) => {
        const stream = new Stream({ ...form, first: 'side' }).give(value).wait(100_000);
        assert.deepEqual(stream.told(), []);
      }),
      runs,
    );
  });

  it('does the same however late its timers are', () => {
    fc.assert(
      fc.property(forms, steps, (form, all) => {
        const [punctual, late] = [new Stream(form), new Stream(form)];
        for (const step of all) {
          take(punctual, step);
          if (step[0] === 'wait') late.pass(step[1]);
          else take(late, step);
        }
        assert.deepEqual(story(late.wait(0)), story(punctual));
      }),
      runs,
    );
  });

  it('goes on after a restart as if there had been none, but for a confirmation and a cool-down under way', () => {
    fc.assert(
      fc.property(forms, steps, fc.integer({ min: 0, max: 119 }), (form, all, cut) => {
        const [whole, restarted] = [new Stream(form), new Stream(form)];
        for (const [n, step] of all.entries()) {
          take(whole, step);
          take(restarted, step);
          if (n === cut && restarted.phase !== 'confirming' && restarted.phase !== 'cooling')
            restarted.restart();
        }
        assert.deepEqual(story(restarted), story(whole));
      }),
      runs,
    );
  });

  it('sees in a mirror what its opposite sees', () => {
    const opposite: Readonly<Record<string, Form>> = {
      above: { condition: 'below', level: '-100' },
      either: { condition: 'either', level: '-100' },
      enters: { condition: 'enters', low: '-105', high: '-95' },
      leaves: { condition: 'leaves', low: '-105', high: '-95' },
      falls: { condition: 'rises', by: '4' },
    };
    const known = forms.filter(({ condition }) => String(condition) in opposite);
    fc.assert(
      fc.property(known, steps, (form, all) => {
        const [stream, mirror] = [
          new Stream(form),
          new Stream({ ...form, ...opposite[String(form.condition)] }),
        ];
        for (const step of all) {
          take(stream, step);
          take(mirror, step[0] === 'value' ? ['value', -step[1]] : step);
        }
        assert.deepEqual(
          mirror.events.map(({ event, at, value }) => [event, at, value && `${-Number(value.toFixed())}`]),
          stream.events.map(({ event, at, value }) => [event, at, value?.toFixed()]),
        );
      }),
      runs,
    );
  });
});
