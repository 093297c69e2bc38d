/**
 * The tick "allow live orders". The runtime gives a permit for exactly this key at exactly this origin; the form keeps
 * it as a credential, so that neither an exported flow nor another key or origin carries it.
 */
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

interface LiveTick {
  readonly tick: JQuery;
  /** The hidden credential field. */
  readonly permit: JQuery;
  readonly say: Say;
  /** Text of the account's catalogue. */
  readonly text: (key: string, values?: Readonly<Record<string, string>>) => string;
  readonly current: () => PermitRequest;
}

/** @returns what to call whenever a field that the permit is bound to may have changed. */
export function liveTick({ tick, permit, say, text, current }: LiveTick): () => void {
  let bound = JSON.stringify(current());
  const off = (sentence: string, kind: 'wrong' | 'plain'): void => {
    permit.val('');
    tick.prop('checked', false);
    say(sentence, kind);
  };
  tick.prop('checked', (permit.val() ?? '') !== '');

  tick.on('change', () => {
    if (tick.prop('checked') !== true) return off(text('live.off'), 'plain');
    const asked = current();
    bound = JSON.stringify(asked);
    tick.prop('disabled', true);
    askPermit(asked, (answer) => {
      tick.prop('disabled', false);
      if (JSON.stringify(current()) !== bound) return off(text('live.changed'), 'wrong');
      if ('reason' in answer) return off(answer.reason ?? text('live.failed'), 'wrong');
      permit.val(answer.permit);
      say(text('live.on', { fingerprint: answer.fingerprint }), 'well');
    });
  });

  return () => {
    const now = JSON.stringify(current());
    if (now === bound) return;
    bound = now;
    if ((permit.val() ?? '') !== '') off(text('live.changed'), 'wrong');
  };
}

type PermitAnswer =
  { readonly permit: string; readonly fingerprint: string } | { readonly reason: string | undefined };

function askPermit(request: PermitRequest, answered: (answer: PermitAnswer) => void): void {
  $.ajax({
    url: 'coinbase-account/live-permit',
    type: 'POST',
    contentType: 'application/json',
    data: JSON.stringify(request),
    success: (answer) => {
      const { permit, fingerprint } = answer as { readonly permit?: unknown; readonly fingerprint?: unknown };
      if (typeof permit !== 'string') answered({ reason: undefined });
      else answered({ permit, fingerprint: typeof fingerprint === 'string' ? fingerprint : '' });
    },
    error: ({ responseJSON }) => {
      const message = (responseJSON as { readonly message?: unknown } | undefined)?.message;
      answered({ reason: typeof message === 'string' ? message : undefined });
    },
  });
}
