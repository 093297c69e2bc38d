import type { AccountLine, AccountView } from '../../rules/sidebar-view';
import type { Question } from './confirm';

/** Text of the sidebar's catalogue. */
export type Text = (key: string, values?: Readonly<Record<string, string>>) => string;

/** What a section has to do with the rest of the sidebar. */
export interface Context {
  readonly text: Text;
  /** The runtime decides; without the permission nothing can be pressed. */
  readonly mayAct: boolean;
  /** Does something with the account that is shown, says what came of it, and looks again. */
  readonly act: (name: string, fields?: object) => void;
  /** The same once a person said yes. */
  readonly actIfSure: (question: Question, name: string, fields?: object) => void;
  /** Says something below the accounts; `wrong` as a problem. */
  readonly say: (sentence: string, kind: 'well' | 'wrong' | 'plain') => void;
}

/** The account that is shown, with its line in the list. */
export interface Shown {
  readonly line: AccountLine;
  readonly view: AccountView;
}

/** A part of the sidebar. */
export interface Section {
  readonly element: HTMLElement;
  /** Shows what is known now. Called about once a second: it changes what changed. */
  show(shown: Shown): void;
}
