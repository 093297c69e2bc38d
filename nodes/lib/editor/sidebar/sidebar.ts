/** The sidebar "Coinbase": asks while it is seen, shows what it is told, and does what a person asks for. */
import type { AccountLine, AccountView, SidebarView } from '../../rules/sidebar-view';
import { localized } from '../shared-text';
import { accountList, named } from './accounts';
import { balancesSection } from './balances';
import { act, look } from './calls';
import { chartSection, type ChartChoice } from './chart';
import { confirmIn, type Question } from './confirm';
import type { Context, Section, Shown, Text } from './context';
import { diagnosticsPart } from './diagnostics';
import { make, setText } from './dom';
import { saidOf } from './done';
import { fillsSection } from './fills';
import { limitsSection } from './limits';
import { ordersSection } from './orders';
import { actButton, READ_ONLY } from './parts';
import { createPoller, type Outcome } from './poller';
import { sandboxSection } from './sandbox';
import { tradingSection } from './trading';
import { unresolvedSection } from './unresolved';
import { watchVisibility } from './visibility';

/** What came of an act is shown for so long, milliseconds. */
const SAID_MS = 15_000;

export interface SidebarParts {
  readonly text: Text;
  /** Whether this user may act; the runtime decides all the same. */
  readonly mayAct: boolean;
}

/** @returns the sidebar's content, and what ends its questions when the user logs out. */
export function createSidebar({ text, mayAct }: SidebarParts): {
  readonly element: HTMLElement;
  readonly stop: () => void;
} {
  return new Sidebar(text, mayAct);
}

class Sidebar {
  readonly element = make('div', { class: 'coinbase-sidebar' });
  readonly #text: Text;
  /** What came of the last act. */
  readonly #status = make('p', { role: 'status' });
  /** Why it cannot be shown how things are now. */
  readonly #trouble = make('p', { class: 'coinbase-wrong', role: 'status' });
  readonly #strip = make('p', { class: 'coinbase-live', hidden: '' });
  readonly #closed: HTMLElement;
  readonly #noOrders: HTMLElement;
  readonly #body = make('div', { hidden: '' });
  readonly #list;
  readonly #chart;
  readonly #sections;
  readonly #poller = createPoller((answered) => this.#look(answered));
  readonly #sure;
  /** Takes back what was asked last. */
  #takeBack = (): void => undefined;
  #accounts: readonly AccountLine[] = [];
  #id: string | undefined;
  #choice: ChartChoice = { size: 60 };
  #saidAt = 0;
  /** Grows with everything that makes an answer on its way one to another question. */
  #turn = 0;

  constructor(text: Text, mayAct: boolean) {
    this.#text = text;
    this.#sure = confirmIn(this.element, text);
    const context: Context = {
      text,
      mayAct,
      act: (name, fields) => this.#act(this.#id, name, fields),
      actIfSure: (question, name, fields) => this.#actIfSure(question, name, fields),
      say: (sentence, kind) => this.#say(sentence, kind),
    };
    this.#list = accountList(text, (id) => this.#choose(id));
    this.#chart = chartSection(context, (choice) => this.#showProduct(choice));
    this.#sections = [
      unresolvedSection(context),
      tradingSection(context),
      this.#chart,
      ordersSection(context),
      fillsSection(context),
      balancesSection(context),
      limitsSection(context),
      sandboxSection(context),
    ];
    const connect = actButton(context, { label: text('connect'), symbol: 'plug' }, () =>
      context.act('connect'),
    );
    this.#closed = make('div', { hidden: '' }, make('p', {}, text('unused')), connect);
    this.#noOrders = make('p', { hidden: '' }, text('noOrders'));
    this.#body.append(...this.#sections.map(({ element }) => element));
    const readOnly = make('p', { class: 'coinbase-note', id: READ_ONLY }, mayAct ? '' : text('readOnly'));
    this.element.append(this.#strip, this.#list.element, readOnly, this.#trouble, this.#status);
    this.element.append(this.#closed, this.#noOrders, this.#body, diagnosticsPart(context));
    watchVisibility(this.element, (seen) => this.#poller.seen(seen));
  }

  readonly stop = (): void => this.#poller.stop();

  #look(answered: (outcome: Outcome) => void): void {
    const turn = this.#turn;
    const id = this.#id;
    const { since } = this.#chart;
    look(
      {
        ...this.#choice,
        ...(id !== undefined && { id }),
        ...(since !== undefined && { since }),
      },
      (view, why, status) => {
        try {
          if (view && turn === this.#turn) this.#show(view);
          if (!view) setText(this.#trouble, this.#reasonOf(why, status));
        } finally {
          answered(view ? 'well' : status === 401 || status === 403 ? 'forbidden' : 'failed');
        }
      },
    );
  }

  #show(view: SidebarView): void {
    const { chosen } = view;
    const accounts = view.accounts.map(named);
    this.#accounts = accounts;
    const line = accounts.find(({ id }) => id === this.#id);
    if (!line) return this.#choose(preferred(accounts)?.id);
    this.#list.show(accounts, this.#id);
    this.#showStrip(line, chosen);
    this.#closed.hidden = line.state !== 'unused';
    this.#noOrders.hidden = line.state !== 'inUse' || !chosen || chosen.desk !== undefined;
    this.#body.hidden = !chosen?.desk;
    setText(this.#trouble, line.problem ? localized(line.problem.told) : '');
    if (performance.now() > this.#saidAt + SAID_MS) this.#say('', 'plain');
    if (!chosen?.desk) return;
    if (this.#choice.product === undefined && chosen.market?.product !== undefined)
      this.#choice = { ...this.#choice, product: chosen.market.product };
    for (const section of this.#sections) this.#showSection(section, { line, view: chosen });
  }

  /** What is wrong in one section leaves no other one with old figures. */
  #showSection(section: Section, shown: Shown): void {
    try {
      section.show(shown);
    } catch (thrown) {
      setText(this.#trouble, this.#text('failed'));
      reportError(thrown);
    }
  }

  #showStrip(line: AccountLine | undefined, chosen?: AccountView): void {
    const live = line?.mode === 'live';
    this.#strip.hidden = !live;
    if (!live) return;
    const orders = chosen ? `; ${this.#text(chosen.liveOrders ? 'live.on' : 'live.off')}` : '';
    setText(this.#strip, this.#text('live.strip', { account: line.name, orders }));
  }

  /** What belongs to another account goes at once: no button may act on this one before it shows this one. */
  #choose(id: string | undefined): void {
    if (id === this.#id) return this.#list.show(this.#accounts, id);
    this.#id = id;
    this.#takeBack();
    this.#choice = { size: this.#choice.size };
    this.#say('', 'plain');
    setText(this.#trouble, '');
    for (const part of [this.#closed, this.#noOrders, this.#body]) part.hidden = true;
    this.#list.show(this.#accounts, id);
    this.#showStrip(this.#accounts.find((one) => one.id === id));
    this.#anew();
  }

  #showProduct(choice: Partial<ChartChoice>): void {
    this.#choice = { ...this.#choice, ...choice };
    this.#anew();
  }

  #anew(): void {
    this.#turn += 1;
    this.#chart.clear();
    this.#poller.hurry();
  }

  /** What a person says yes to is about the account that the question names, whichever is shown by then. */
  #actIfSure(question: Question, name: string, fields?: object): void {
    const id = this.#id;
    this.#takeBack = this.#sure(question, () => this.#act(id, name, fields));
  }

  #act(id: string | undefined, name: string, fields: object = {}): void {
    if (id === undefined) return;
    const account = this.#accounts.find((one) => one.id === id)?.name ?? id;
    // What was asked before shows how it was before.
    this.#turn += 1;
    act(id, name, fields, (answer, why, status) => {
      this.#turn += 1;
      // Another market begins: prices of the one before never were.
      if (name === 'sandbox-reset' && id === this.#id) this.#chart.clear();
      const said = answer && saidOf(name, answer, this.#text);
      const sentence = said?.sentence ?? this.#reasonOf(why, status);
      this.#say(id === this.#id ? sentence : `${account}: ${sentence}`, said?.kind ?? 'wrong');
      this.#poller.hurry();
    });
  }

  #reasonOf(why: string, status: number): string {
    if (status === 401 || status === 403) return this.#text('forbidden');
    return why || this.#text(status === 0 ? 'noRuntime' : 'failed');
  }

  #say(sentence: string, kind: 'well' | 'wrong' | 'plain'): void {
    setText(this.#status, sentence);
    this.#saidAt = performance.now();
    this.#status.classList.toggle('coinbase-wrong', kind === 'wrong');
  }
}

/** The account that somebody who chose none most likely wants to see. */
function preferred(accounts: readonly AccountLine[]): AccountLine | undefined {
  return accounts.find(({ state }) => state !== 'unused' && state !== 'unusable') ?? accounts[0];
}
