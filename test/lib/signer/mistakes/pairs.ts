import type { Mistake } from './client';

/** What two mistakes look like together: one hides what was signed, or both are one better-known mistake. */
export function expectedCodes(first: Mistake, second: Mistake): string[] {
  const inSignature = ({ place }: Mistake): boolean =>
    ['signed-stamp', 'method', 'path', 'body', 'secret'].includes(place);
  const hiddenBy = (one: Mistake, by: Mistake): boolean =>
    by.hides === true && inSignature(one) && !(one.code === 'SECRET_WRONG' && inSignature(by));
  const codes = [
    ...(hiddenBy(first, second) ? [] : [first.code as string]),
    ...(hiddenBy(second, first) ? [] : [second.code as string]),
  ];
  const appStyle = codes.includes('DIGEST_HEX') && codes.includes('SECRET_NOT_DECODED');
  return appStyle ? ['APP_STYLE'] : [...new Set(codes)].sort();
}

/** Whether the doctor can be expected to see both. */
export function pairable(first: Mistake, second: Mistake): boolean {
  if (first.place === second.place) return false;
  const searched = ({ place }: Mistake): boolean =>
    ['signed-stamp', 'method', 'path', 'body', 'secret'].includes(place);
  const bothSearched = searched(first) && searched(second);
  // A rare mistake is looked for alone; another prehash layout leaves no parts to look at.
  return !(
    bothSearched &&
    (first.rare === true || second.rare === true) &&
    first.hides !== true &&
    second.hides !== true
  );
}
