/** A button that asks before it acts. */

interface PressTwice {
  readonly button: HTMLElement;
  /** Shows the question: the button itself, or the part of it that holds its text. */
  readonly says: HTMLElement;
  /** Undefined where nothing needs to be asked now. */
  readonly question: () => string | undefined;
  readonly act: () => void;
}

/** Pressed once it asks, pressed again it acts; left alone it forgets that it asked. */
export function pressTwice({ button, says, question, act }: PressTwice): void {
  let usual: string | undefined;
  const forget = (): void => {
    if (usual !== undefined) says.textContent = usual;
    usual = undefined;
  };
  button.addEventListener('blur', forget);
  button.addEventListener('click', () => {
    const asks = usual === undefined ? question() : undefined;
    if (asks === undefined) {
      forget();
      return act();
    }
    usual = says.textContent ?? '';
    says.textContent = asks;
  });
}
