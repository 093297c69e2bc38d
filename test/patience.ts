/**
 * Time that a test gives to something that takes no certain time, milliseconds: more on a machine that says in SLOW by how
 * many times it is slower. A limit that is itself promised (close within 3 s) is not stretched.
 */
export function patience(ms: number): number {
  return ms * Math.max(1, Number(process.env['SLOW']) || 1);
}
