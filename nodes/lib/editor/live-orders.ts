/**
 * Allowing live orders. A person types the sentence; the runtime then gives a permit for exactly this key at exactly this
 * origin. The form keeps it as a credential, so that neither an exported flow nor another key or origin carries it.
 */
import { isLiveSentence, liveSentence } from '../rules/live-sentence';
import { ask } from './ask';
import type { Say } from './says';

/** What the permit is bound to, as the form holds it now; `key` is `__PWRD__` for the deployed one. */
export interface PermitRequest {
  readonly id: string;
  readonly environment: string;
  /** Of the environment `custom`. */
  readonly scheme: string;
  readonly origin: string;
  readonly key: string;
  readonly keyFile: string;
}

interface LiveOrders {
  /** What a person types, and the button that it unlocks. */
  readonly typed: JQuery;
  readonly allow: JQuery;
  /** Shows the sentence. */
  readonly sentence: JQuery;
  /** The rows of an account without the permit, and of one with it. */
  readonly offRows: JQuery;
  readonly onRows: JQuery;
  /** The button that takes the permit back. */
  readonly stop: JQuery;
  /** The hidden credential field. */
  readonly permit: JQuery;
  readonly say: Say;
  /** Text of the account's catalogue. */
  readonly text: (key: string, values?: Readonly<Record<string, string>>) => string;
  /** What a person calls the account: its name, else its environment. */
  readonly name: () => string;
  readonly current: () => PermitRequest;
}

/** @returns what to call whenever a field that the permit is bound to, or the name, may have changed. */
export function liveOrders(form: LiveOrders): () => void {
  const { typed, allow, permit, say, text, name, current } = form;
  let bound = JSON.stringify(current());
  const isOn = (): boolean => (permit.val() ?? '') !== '';
  const show = (): void => {
    form.onRows.toggle(isOn());
    form.offRows.toggle(!isOn());
    form.sentence.text(liveSentence(name()));
    allow.prop('disabled', !isLiveSentence(typed.val(), name()));
  };
  const off = (sentence: string, kind: 'wrong' | 'plain'): void => {
    permit.val('').trigger('change');
    say(sentence, kind);
    show();
  };

  typed.on('input', show);
  form.stop.on('click', () => off(text('live.off'), 'plain'));
  allow.on('click', () => {
    const asked = current();
    bound = JSON.stringify(asked);
    allow.prop('disabled', true);
    askPermit({ ...asked, name: name(), sentence: typed.val() ?? '' }, (answer) => {
      if (JSON.stringify(current()) !== bound) return off(text('live.changed'), 'wrong');
      if ('reason' in answer) return off(answer.reason || text('live.failed'), 'wrong');
      permit.val(answer.permit).trigger('change');
      typed.val('');
      say(text('live.on', { fingerprint: answer.fingerprint }), 'well');
      show();
    });
  });
  show();

  return () => {
    const now = JSON.stringify(current());
    if (now !== bound && isOn()) off(text('live.changed'), 'wrong');
    bound = now;
    show();
  };
}

type PermitAnswer = { readonly permit: string; readonly fingerprint: string } | { readonly reason: string };

/** @param request with the sentence, which the runtime checks again. */
function askPermit(
  request: PermitRequest & { readonly name: string; readonly sentence: string },
  answered: (answer: PermitAnswer) => void,
): void {
  ask<Readonly<Record<string, unknown>>>(
    'POST',
    'coinbase-account/live-permit',
    request,
    (answer, reason) => {
      const { permit, fingerprint } = answer ?? {};
      if (typeof permit !== 'string') answered({ reason });
      else answered({ permit, fingerprint: typeof fingerprint === 'string' ? fingerprint : '' });
    },
  );
}
