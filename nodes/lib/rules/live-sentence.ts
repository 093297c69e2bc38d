/**
 * The sentence that a person types before an account may order with real money. The form asks for it and Node-RED checks
 * it again, so it is the same in every language.
 * @param name what a person calls the account: its name, else its environment.
 */
export function liveSentence(name: string): string {
  return `trade real money with ${plain(name)}`;
}

/** Capitals and spaces do not count: a phone writes its own. */
export function isLiveSentence(typed: unknown, name: string): boolean {
  return typeof typed === 'string' && plain(typed).toLowerCase() === liveSentence(name).toLowerCase();
}

function plain(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
