import type { WireAnswer } from './transport';

/** Stands where a credential stood. */
export const CONCEALED = '[concealed]';
/** Shorter passphrases are ordinary words, which an error's text may hold by chance. */
const TELLING_LENGTH = 8;
const PROOF = /sign(?:ature)?$|^authorization$/i;
const PASSPHRASE = /passphrase$/i;
const KEY = /access-key$/i;

/**
 * An answer without what only its request may carry. Debugging proxies and gateways echo headers, on error pages above
 * all, and an answer goes on into messages, error texts and logs.
 *
 * Data stays as it came: in a 2xx answer the passphrase is taken for an echo only beside another sign of one.
 * @param sent the request's headers, name and value in turn.
 */
export function withoutEcho(answer: WireAnswer, sent: readonly string[]): WireAnswer {
  const [proofs, passphrases] = [valuesOf(sent, PROOF), valuesOf(sent, PASSPHRASE)];
  if (proofs.length === 0) return answer;
  const texts = [answer.text, ...Object.values(answer.headers).flat()];
  const telling = [...proofs, ...passphrases, ...valuesOf(sent, KEY)].map(plainRun);
  // Nearly every answer ends here: looking for every spelling costs more than the request itself.
  if (!telling.some((run) => texts.some((text) => text.includes(run)))) return answer;
  const isEcho = texts.some(
    (text) => spelled(proofs).some((proof) => text.includes(proof)) || /access-passphrase\b/i.test(text),
  );
  const words = isEcho
    ? spelled([...proofs, ...passphrases, ...valuesOf(sent, KEY)])
    : answer.status >= 300
      ? spelled(passphrases.filter(({ length }) => length >= TELLING_LENGTH))
      : [];
  const found = words.filter((word) => texts.some((text) => text.includes(word)));
  if (found.length === 0) return answer;
  const clean = (text: string): string =>
    found.reduce((rest, word) => rest.replaceAll(word, CONCEALED), text);
  const headers = Object.entries(answer.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.map(clean) : clean(value),
  ]);
  return { status: answer.status, headers: Object.fromEntries(headers), text: clean(answer.text) };
}

/** A stretch of letters and digits, which every spelling of the word keeps. */
function plainRun(word: string): string {
  return /[A-Za-z0-9]{6,}/.exec(word)?.[0] ?? /[A-Za-z0-9]+/.exec(word)?.[0] ?? '';
}

function valuesOf(sent: readonly string[], names: RegExp): string[] {
  const values = sent.filter((_, index) => index % 2 === 1 && names.test(sent[index - 1] ?? ''));
  return values.map((value) => value.replace(/^Bearer /, '')).filter((value) => value !== '');
}

/** Each word as it is, and as JSON, a URL or a page of HTML writes it; the longest first. */
function spelled(words: readonly string[]): string[] {
  const all = words.flatMap((word) => {
    const json = JSON.stringify(word).slice(1, -1);
    const html = word.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    const quoted = html.replace(/"/g, '&quot;');
    return [word, json, json.replaceAll('/', '\\/'), encodeURIComponent(word), html, quoted];
  });
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}
