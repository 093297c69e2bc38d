/** What the real rules tell of a walk, and the questions that both are asked. */
import { Stream } from '../stream';
import { START } from '../stream';
import type { Question, Told } from './model';
import { LEVEL_CENTS, priceText, type Walk } from './walk';

/** Every combination of these. */
export const questions: readonly Question[] = (['above', 'below'] as const).flatMap((direction) =>
  [0, 1, 150, 600].flatMap((hysteresisCents) =>
    [0, 20_000, 600_000].flatMap((coolDownMs) =>
      [1, 4].map((inARow) => ({ direction, levelCents: LEVEL_CENTS, hysteresisCents, coolDownMs, inARow })),
    ),
  ),
);

/** The fields of a price-alert form. */
export function formOf(question: Question): Readonly<Record<string, string>> {
  return {
    condition: question.direction,
    level: priceText(question.levelCents),
    hysteresis: priceText(question.hysteresisCents),
    hysteresisUnit: 'amount',
    coolDown: String(question.coolDownMs / 1000),
    confirm: 'updates',
    confirmFor: String(question.inARow),
  };
}

export function alertsOf(walk: Walk, question: Question): Told[] {
  const stream = new Stream(formOf(question), 0);
  walk.cents.forEach((cents, index) => {
    stream.wait((walk.atMs[index] ?? 0) - stream.moment.elapsed).give(priceText(cents));
  });
  // What is held up at the end of the walk comes after it.
  stream.wait(question.coolDownMs);
  return stream.events.map(
    ({ event, at, value }) => `${event} ${at - START} ${value?.times('100').toFixed() ?? ''}`,
  );
}
