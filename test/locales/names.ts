/** Whether help calls the parts of a form by the names that the form has in the same language. */
import { marksOf } from './help';

/** English names of a form, in small letters, with what they may be called. */
export type Names = ReadonlyMap<string, ReadonlySet<string>>;

/** The names that a catalogue gives: its labels, choices, tabs and such. */
export function namesOf(english: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): Names {
  const names = new Map<string, Set<string>>();
  for (const [key, text] of english) {
    const translation = other.get(key);
    if (!/^(?:label|option|tab|switch)\./.test(key) || translation === undefined) continue;
    const called = names.get(text.toLowerCase()) ?? new Set();
    names.set(text.toLowerCase(), called.add(translation.toLowerCase()));
  }
  return names;
}

/** One sentence for each marked name that the help does not have as the form has it. */
export function faultsOfNames(english: string, other: string, names: Names): string[] {
  const [ours, theirs] = [marksOf(english), marksOf(other)];
  return ours.flatMap((marks, at) => {
    const found = (theirs[at] ?? []).map((mark) => mark.toLowerCase());
    return marks.flatMap((mark) => {
      const called = names.get(mark.toLowerCase());
      if (called === undefined || found.some((one) => called.has(one))) return [];
      return [
        `"${mark}" is called ${[...called].join(' or ')} in the form, and here one of: ${found.join(', ')}`,
      ];
    });
  });
}
