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
import {
  isPermitted,
  keyFingerprint,
  runningSandbox,
  useSandbox,
  type Account,
  type RedNode,
  type RunningSandbox,
  type SandboxAccess,
} from '../lib/runtime';
import type { Credential } from '../lib/signer';
import type { AccountConfig, AccountCredentials } from './config';
import { built, keyFileOf, readCredential } from './credential';
import { deskIdentity, openOrderDesk, sharedSwitch, type DeskOwner } from './order-desk';
import { openAccountEvents } from './order-events';
import type { Place } from './place';

/** What an account is made of. */
export interface AccountParts {
  readonly node: RedNode;
  readonly config: Partial<AccountConfig>;
  readonly credentials: AccountCredentials;
  readonly userDir: string | undefined;
  /** The error when environment and origin cannot be used. */
  readonly place: Place | CoinbaseError;
}

/** Where the account connects to, and as whom. */
interface Target {
  readonly origin: string;
  readonly credential: Credential;
}

/** A deployed account: lives from one deploy to the next. It opens its connection on first use and holds it. */
export class DeployedAccount implements Account<Connection, Desk, OrderEvents> {
  readonly name: string;
  readonly environment: string;
  readonly mode: 'paper' | 'live';
  closed = false;
  #connection: Connection | undefined;
  #connected: Target | undefined;
  readonly #connectionListeners = new Set<(connection: Connection) => void>();
  readonly #deskListeners = new Set<(desk: Desk) => void>();
  #desk: { readonly desk: Desk; readonly identity: string } | undefined;
  #events: { readonly events: OrderEvents; readonly identity: string } | undefined;
  /** Live, and a person allowed live orders for this key at this origin. */
  #permitted = false;
  #typed: Promise<Credential> | undefined;
  readonly #parts: AccountParts;

  constructor(parts: AccountParts) {
    this.#parts = parts;
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
    const { place, config } = this.#parts;
    const local = !(place instanceof CoinbaseError) && place.origin === undefined;
    return local ? runningSandbox(config.sandbox || undefined) : undefined;
  }

  async ready(): Promise<void> {
    const { origin } = this.#place();
    const { sandbox } = this.#parts.config;
    if (origin !== undefined)
      this.#permitted = this.#isPermitted({ origin, credential: await this.#credential() });
    // The shared default starts on first use only; one that was chosen runs already, or cannot.
    else if (sandbox) await useSandbox(sandbox);
  }

  async connection(): Promise<Connection> {
    const target = await this.#target();
    if (this.closed) throw new CoinbaseError('ABORTED', say('form.stopped'));
    // By value: two first messages may each have made a credential, and must still share one connection.
    const known = this.#connected;
    const same = known?.origin === target.origin && known.credential.key === target.credential.key;
    if (this.#connection && same) return this.#connection;
    void this.#connection?.release();
    const limiter = this.#parts.config.limiter === 'off' ? 'off' : 'exchange';
    this.#connected = target;
    this.#permitted = this.#isPermitted(target);
    this.#connection = openConnection({ ...target, limiter, environment: this.#place().environment });
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
    const { sandbox } = this.#parts.config;
    const asleep = this.#place().origin === undefined && !runningSandbox(sandbox || undefined);
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
      const { origin, credential } = await this.#target();
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

  /** What may be shown in the editor: no secret. */
  async summary(): Promise<Record<string, unknown>> {
    const { environment, mode } = this;
    const { origin } = this.#place();
    if (origin === undefined) return { environment, mode, origin: '', fingerprint: '', live: false };
    const credential = await this.#credential();
    const live = this.#isPermitted({ credential, origin });
    return { environment, mode, origin, fingerprint: keyFingerprint(credential.key), live };
  }

  /**
   * The fingerprint of the deployed key, for a permit that the form asks for without telling the key.
   * @throws CoinbaseError CREDENTIAL_INVALID when the form has another URL or key file than is deployed.
   */
  async fingerprintAt(origin: string, keyFile: string): Promise<string> {
    const place = this.#place();
    if (place.origin !== origin) throw notDeployed('form.otherUrl');
    if (keyFile !== keyFileOf(this.#parts.config)) throw notDeployed('form.otherFile');
    return keyFingerprint((await this.#credential()).key);
  }

  /**
   * What is deployed, for a check of the form with parts that the editor was not told.
   * @throws CoinbaseError CREDENTIAL_INVALID when the form has another URL than is deployed.
   */
  deployedAt(origin: string): { readonly credentials: AccountCredentials; readonly keyFile: string } {
    if (this.#place().origin !== origin) throw notDeployed('form.otherUrl');
    return { credentials: this.#parts.credentials, keyFile: keyFileOf(this.#parts.config) };
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
    const { origin, environment } = this.#place();
    const { key } = (await this.#target()).credential;
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

  async #target(): Promise<Target> {
    const place = this.#place();
    if (place.origin !== undefined) return { origin: place.origin, credential: await this.#credential() };
    const access = await useSandbox(this.#parts.config.sandbox || undefined);
    const known = this.#connected;
    const fields = sandboxKey(access, place);
    const same = known?.origin === access.rest && known.credential.key === fields.key;
    // The credential is made once a sandbox, so that it can be compared and is not decoded for each message.
    return { origin: access.rest, credential: same ? known.credential : built(fields, place.schemes) };
  }

  /** One line in the log for each change, the good ones too. */
  #tellClock(offsetMs: number): void {
    const { well, text, fix } = clockDifference(offsetMs);
    const { node } = this.#parts;
    if (well) node.log(`${this.name}: ${text}`);
    else node.warn(`${this.name}: ${text}; requests are signed with Coinbase's time. ${fix}`);
  }

  #place(): Place {
    const { place } = this.#parts;
    if (place instanceof CoinbaseError) throw place;
    return place;
  }

  /** Read once; after a failure again at the next use, because a key file can be mended without a deploy. */
  #credential(): Promise<Credential> {
    const { config, credentials, userDir } = this.#parts;
    this.#typed ??= readCredential(config, credentials, userDir, this.#place().schemes).catch(
      (error: unknown) => {
        this.#typed = undefined;
        throw error;
      },
    );
    return this.#typed;
  }

  #isPermitted({ credential, origin }: Target): boolean {
    const permit = this.#parts.credentials.coinbaseAccountLivePermit;
    return this.mode === 'live' && isPermitted(permit, keyFingerprint(credential.key), origin);
  }
}

/** The sandbox's own key for the face of it that the account looks at. */
function sandboxKey(
  access: SandboxAccess,
  { schemes }: Place,
): Pick<SandboxAccess, 'key' | 'secret' | 'passphrase'> {
  if (!schemes.includes('cdp')) return access;
  const { name, privateKey } = access.cdp.ecdsa;
  return { key: name, secret: privateKey, passphrase: '' };
}

function modeOf(environment: unknown): 'paper' | 'live' {
  const known = typeof environment === 'string' && Object.hasOwn(environments, environment);
  return known ? environments[environment as EnvironmentName].mode : 'paper';
}

function notDeployed(what: 'form.otherUrl' | 'form.otherFile'): CoinbaseError {
  return new CoinbaseError('CREDENTIAL_INVALID', say(what));
}
