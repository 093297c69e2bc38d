import type { Finding } from '../findings';
import { doctorFinding, type DoctorCode } from './codes';
import type { Dialect } from './dialect';
import { distinct, type Variant, type Variants } from './variant';

/** The year 5138 in seconds, or 1973 in milliseconds: whatever is larger is no stamp in seconds. */
const FINER_THAN_SECONDS = 1e11;
const NUMBER = /^\d+(?:\.\d+)?$/;

/** What is wrong with the stamp itself, whatever was signed. */
export function examineStamp(
  stamp: string,
  nowMs: number,
  { windowSeconds, decimals }: Pick<Dialect, 'windowSeconds' | 'decimals'>,
): Finding[] {
  if (!NUMBER.test(stamp)) return [doctorFinding('STAMP_NOT_A_NUMBER')];
  const seconds = Number(stamp);
  if (seconds > FINER_THAN_SECONDS) return [doctorFinding('STAMP_MILLISECONDS')];
  const off = seconds - nowMs / 1000;
  const fraction = !decimals && stamp.includes('.') ? [doctorFinding('STAMP_DECIMALS')] : [];
  if (Math.abs(off) <= windowSeconds) return fraction;
  return [...fraction, doctorFinding('CLOCK_OFF', `${describeOffset(off)}; ${windowSeconds} s are allowed`)];
}

/** Time zones are whole quarters of an hour, and no clock drifts by just that. */
function describeOffset(off: number): string {
  const distance = Math.abs(off);
  const quarters = Math.round(distance / 900);
  const zone = quarters > 0 && quarters <= 56 && Math.abs(distance - quarters * 900) < 20;
  const side = off > 0 ? 'ahead' : 'behind';
  return (
    `${Math.round(distance)} s ${side}` +
    (zone ? ', which looks like a time zone: local time was taken for UTC' : '')
  );
}

/** Other stamps that may have been signed in place of the header's. */
export function stampVariants(stamp: string): Variants<string> {
  const of = (value: string, detail: string): Variant<string> => ({ value, code, detail });
  const code: DoctorCode = 'STAMP_DIFFERS';
  const likely = [of('', 'none was signed')];
  const rare: Variant<string>[] = [];
  if (NUMBER.test(stamp) && Number(stamp) < 1e17) {
    const number = Number(stamp);
    const whole = Math.floor(number);
    likely.push(
      of(String(whole), 'the signed one has no fraction'),
      of(String(Math.floor(number / 1000)), 'the signed one is in seconds'),
      of(String(Math.round(number * 1000)), 'the signed one is in milliseconds'),
      of(String(whole - 1), 'the signed one is a second older'),
      of(String(whole + 1), 'the signed one is a second younger'),
    );
    rare.push(
      of(String(Math.round(number)), 'the signed one is rounded'),
      of(`${stamp}.0`, 'the signed one has a fraction'),
      of(String(number / 1000), 'the signed one is in seconds'),
      ...[-3, -2, 2, 3].map((by) => of(String(whole + by), 'they are seconds apart')),
      ...[-3, -2, -1, 1, 2, 3].map((by) =>
        of((number + by / 1000).toFixed(3), 'they are milliseconds apart'),
      ),
    );
  }
  return { likely: distinct(stamp, likely), rare: distinct(stamp, rare) };
}

/** Every millisecond of the header's second: for `Date.now()` signed and its whole seconds sent. */
export function* stampsWithinSecond(stamp: string): Generator<Variant<string>> {
  if (!/^\d{1,11}$/.test(stamp)) return;
  for (let ms = 0; ms < 1000; ms += 1)
    yield {
      value: stamp + String(ms).padStart(3, '0'),
      code: 'STAMP_DIFFERS',
      detail: 'the signed one is in milliseconds',
    };
}
