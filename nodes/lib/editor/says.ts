/** A line below a field that says what was understood or what is wrong, as soon as it is known. */
export type Say = (text: string, kind: 'well' | 'wrong' | 'plain') => void;

export function sayingLine(selector: string): Say {
  return (text, kind) => {
    $(selector)
      .text(text)
      .toggleClass('coinbase-well', kind === 'well')
      .toggleClass('coinbase-wrong', kind === 'wrong');
  };
}
