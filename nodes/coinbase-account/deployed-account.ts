import {
  clockDifference,
  environments,
  hasOrders,
  openConnection,
  type Connection,
  type EnvironmentName,
} from '../lib/api';
import type { Desk, SwitchView } from '../lib/placement/desk';
import type { OrderEvents } from '../lib/placement/order-events';
import { CoinbaseError } from '../lib/rules/errors';
import { say } from '../lib/sentences';
import type { Account, RedNode, RunningSandbox } from '../lib/runtime';
import { DeployedTarget, type Target, type TargetParts } from './deployed-target';
import { deskIdentity, openOrderDesk, sharedSwitch, type DeskOwner } from './order-desk';
import { openAccountEvents } from './order-events';

/** What an account is made of. */
export interface AccountParts extends TargetParts {
  readonly node: RedNode;
}

/** A deployed account: lives from one deploy to the next. It opens its connection on first use and holds it. */
export class DeployedAccount implements Account<Connection, Desk, OrderEvents> {
  readonly name: string;
  readonly environment: string;
  readonly mode: 'paper' | 'live';
  readonly target: DeployedTarget;
  closed = false;
  #connection: Connection | undefined;
  #connected: Target | undefined;
  readonly #connectionListeners = new Set<(connection: Connection) => void>();
  readonly #deskListeners = new Set<(desk: Desk) => void>();
  #desk: { readonly desk: Desk; readonly identity: string } | undefined;
  #events: { readonly events: OrderEvents; readonly identity: string } | undefined;
  /** Live, and a person allowed live orders for this key at this origin. */
  #permitted = false;
  readonly #parts: AccountParts;

  constructor(parts: AccountParts) {
    this.#parts = parts;
    this.target = new DeployedTarget(parts);
    const { place, config } = parts;
    const known = place instanceof CoinbaseError ? undefined : place;
    this.environment = known?.environment ?? String(config.environment).slice(0, 40);
    // An account that cannot be read sends nothing; should it be meant for real money, its status says so.
    this.mode = known?.mode ?? modeOf(config.environment);
    this.name = typeof config.name === 'string' && config.name !== '' ? config.name : this.environment;
  }

  get liveOrdersAllowed(): boolean {
    return this.#permitted;
  }

  get inUse(): boolean {
    return this.#connection !== undefined || this.runningSandbox() !== undefined;
  }

  get openDesk(): Desk | undefined {
    return this.#desk?.desk;
  }

  runningSandbox(): Promise<RunningSandbox> | undefined {
    return this.target.sandbox;
  }

  async ready(): Promise<void> {
    // The shared default starts on first use only; one that was chosen runs already, or cannot.
    if (this.target.place.origin === undefined && !this.#parts.config.sandbox) return;
    this.#permitted = this.target.isPermitted(await this.target.get());
  }

  async connection(): Promise<Connection> {
    const target = await this.target.get();
    if (this.closed) throw new CoinbaseError('ABORTED', say('form.stopped'));
    // By value: two first messages may each have made a credential, and must still share one connection.
    const known = this.#connected;
    const same = known?.origin === target.origin && known.credential.key === target.credential.key;
    if (this.#connection && same) return this.#connection;
    void this.#connection?.release();
    const limiter = this.#parts.config.limiter === 'off' ? 'off' : 'exchange';
    this.#connected = target;
    this.#permitted = this.target.isPermitted(target);
    this.#connection = openConnection({ ...target, limiter, environment: this.target.place.environment });
    this.#connection.onClockChange((offsetMs) => this.#tellClock(offsetMs));
    for (const listen of this.#connectionListeners) listen(this.#connection);
    return this.#connection;
  }

  onConnection(listen: (connection: Connection) => void): () => void {
    this.#connectionListeners.add(listen);
    return () => this.#connectionListeners.delete(listen);
  }

  /** The connection for who only looks; undefined where opening it would start a sandbox. */
  async look(): Promise<Connection | undefined> {
    const asleep = this.target.place.origin === undefined && !this.target.sandbox;
    return asleep ? undefined : this.connection();
  }

  async desk(): Promise<Desk> {
    const owner = await this.#owner();
    const identity = deskIdentity(owner);
    if (this.closed) throw new CoinbaseError('ABORTED', say('form.stopped'));
    if (this.#desk?.identity === identity) return this.#desk.desk;
    void this.#desk?.desk.close();
    const desk = openOrderDesk(owner);
    this.#desk = { desk, identity };
    for (const listen of this.#deskListeners) listen(desk);
    return desk;
  }

  async orderEvents(): Promise<OrderEvents> {
    const owner = await this.#owner();
    const identity = deskIdentity(owner);
    if (this.closed) throw new CoinbaseError('ABORTED', say('form.stopped'));
    if (this.#events?.identity === identity) return this.#events.events;
    void this.#events?.events.close();
    const events = openAccountEvents(owner, {
      current: async () => deskIdentity(await this.#owner()) === identity,
      notice: (sentence) => this.#parts.node.warn(`${this.name}: ${sentence}`),
      sighted: (order) => this.#desk?.desk.hint(order),
      over: (orderId) => this.#desk?.desk.over(orderId),
    });
    this.#events = { events, identity };
    return events;
  }

  async tradingSwitch(): Promise<SwitchView> {
    if (!hasOrders(this.environment)) {
      const { config, userDir } = this.#parts;
      const { origin, credential } = await this.target.get();
      return sharedSwitch({ config, userDir, origin, key: credential.key });
    }
    const desk = await this.desk();
    await desk.opened();
    return {
      get state() {
        return desk.position.state;
      },
    };
  }

  onDesk(listen: (desk: Desk) => void): () => void {
    this.#deskListeners.add(listen);
    const { place, config } = this.#parts;
    const known = !(place instanceof CoinbaseError) && hasOrders(place.environment);
    if (this.#desk) listen(this.#desk.desk);
    // The shared sandbox starts with the first message; what it forgot at its last end has no outcome to wait for.
    else if (known && (place.origin !== undefined || config.sandbox)) this.desk().catch(() => undefined);
    return () => this.#deskListeners.delete(listen);
  }

  register(user: RedNode): void {
    const { node } = this.#parts;
    (node.users ??= {})[user.id] = user;
  }

  deregister(user: RedNode): void {
    const { users } = this.#parts.node;
    if (users?.[user.id] === user) delete users[user.id];
  }

  async close(): Promise<void> {
    this.closed = true;
    // Before the connection: orders on their way need it for their answers.
    await Promise.all([this.#desk?.desk.close(), this.#events?.events.close()]);
    await this.#connection?.release();
    this.#connection = undefined;
  }

  /** @throws CoinbaseError ACCOUNT_MISSING where there are no orders. */
  async #owner(): Promise<DeskOwner> {
    void (await this.connection()).trading;
    const { config, userDir } = this.#parts;
    const { origin, environment } = this.target.place;
    const { key } = (await this.target.get()).credential;
    const { mode, name } = this;
    return {
      environment,
      mode,
      name,
      liveOrdersAllowed: () => this.#permitted,
      config,
      origin,
      key,
      userDir,
      connect: () => this.connection(),
    };
  }

  /** One line in the log for each change, the good ones too. */
  #tellClock(offsetMs: number): void {
    const { well, text, fix } = clockDifference(offsetMs);
    const { node } = this.#parts;
    if (well) node.log(`${this.name}: ${text}`);
    else node.warn(`${this.name}: ${text}; requests are signed with Coinbase's time. ${fix}`);
  }
}

function modeOf(environment: unknown): 'paper' | 'live' {
  const known = typeof environment === 'string' && Object.hasOwn(environments, environment);
  return known ? environments[environment as EnvironmentName].mode : 'paper';
}
