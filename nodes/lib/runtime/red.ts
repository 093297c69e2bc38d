/** The part of Node-RED that this package uses: the same in Node-RED 4 and 5. */

/** A message. Foreign in every property. */
export type Message = Record<string, unknown>;

export interface NodeStatus {
  readonly fill?: 'red' | 'green' | 'yellow' | 'blue' | 'grey';
  readonly shape?: 'ring' | 'dot';
  readonly text?: string;
  /** Status nodes get every further property; the editor shows none of them. */
  readonly [fact: string]: unknown;
}

export type Send = (message: Message | readonly unknown[]) => void;
export type Done = (error?: Error) => void;
export type OnInput = (message: Message, send: Send, done: Done) => void;
export type OnClose = (removed: boolean, done: () => void) => void;

/** A node as its constructor sees it. */
export interface RedNode {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  /** Id of the tab that it is on, or of the subflow instance that it is part of. */
  readonly z?: string;
  readonly credentials?: Readonly<Record<string, unknown>>;
  /** Config nodes: under this name and shape Node-RED passes their status and errors to the users' flows. */
  users?: Record<string, RedNode>;
  on(event: 'input', listener: OnInput): void;
  on(event: 'close', listener: OnClose): void;
  status(status: NodeStatus): void;
  /** Sends a message that no message asked for, or one for each output; it gets a `_msgid`. */
  send(message: Message | readonly unknown[]): void;
  error(error: unknown, message?: Message): void;
  warn(text: string): void;
  log(text: string): void;
}

/** The node's saved properties; `${NAME}` is filled in already where NAME is set. */
export type NodeConfig = Readonly<Record<string, unknown>>;

/** A node as it is saved in the flows, without its credentials. */
export type SavedNode = NodeConfig & { readonly id: string; readonly type: string };

export interface AdminRequest {
  readonly params: Readonly<Record<string, string>>;
  /** Foreign: a parameter that is there twice is an array. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

export interface AdminResponse {
  status(code: number): AdminResponse;
  json(body: unknown): void;
}

export type AdminHandler = (request: AdminRequest, response: AdminResponse, next: () => void) => void;

export interface AdminRouter {
  get(path: string, ...handlers: AdminHandler[]): void;
  post(path: string, ...handlers: AdminHandler[]): void;
}

export interface RedUtil {
  generateId(): string;
  cloneMessage(message: Message): Message;
  evaluateNodeProperty(
    value: string,
    type: string,
    node: RedNode,
    message: Message,
    callback: (error: unknown, result?: unknown) => void,
  ): void;
}

export interface Red {
  /** Of Node-RED itself: `4.1.0`. Absent where only nodes are run, as in a test bench. */
  version?(): string;
  readonly nodes: {
    createNode(node: RedNode, config: NodeConfig): void;
    registerType(
      type: string,
      constructor: (this: RedNode, config: NodeConfig) => void,
      options?: { readonly credentials: Readonly<Record<string, { readonly type: 'password' }>> },
    ): void;
    getNode(id: string): RedNode | null | undefined;
    /** Visits every node of the flows as saved, disabled ones too. */
    eachNode(visit: (saved: SavedNode) => void): void;
  };
  readonly util: RedUtil;
  readonly auth: { needsPermission(permission: string): AdminHandler };
  /** Absent where the editor and its API are switched off. */
  readonly httpAdmin?: AdminRouter;
  readonly settings: { readonly userDir?: string };
  readonly events: {
    once(event: 'flows:started', listener: () => void): unknown;
  };
  /** A text of the set's own catalogue, in the runtime's language. */
  _(key: string, values?: Readonly<Record<string, unknown>>): string;
}
