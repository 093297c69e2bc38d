/** The part of node-red-node-test-helper that these tests use. */
declare module 'node-red-node-test-helper' {
  interface TestNode {
    readonly id: string;
    receive(message: Record<string, unknown>): void;
    close(removed?: boolean): Promise<void>;
    on(event: string, listener: (message: Record<string, unknown>) => void): void;
  }
  interface Reply {
    readonly status: number;
    readonly body: unknown;
    readonly text: string;
  }
  interface Asking extends Promise<Reply> {
    send(body: unknown): Asking;
  }
  const helper: {
    init(nodeRed: string, settings?: object): void;
    settings(settings: object): object;
    startServer(): Promise<void>;
    stopServer(): Promise<void>;
    load(nodes: readonly unknown[], flow: readonly object[], credentials?: object): Promise<void>;
    unload(): Promise<void>;
    setFlows(flow: readonly object[], type: string, credentials?: object): Promise<void>;
    clearFlows(): Promise<void>;
    getNode(id: string): TestNode | null;
    log(): { readonly args: readonly (readonly { level: number; msg: unknown }[])[] };
    request(): { get(path: string): Asking; post(path: string): Asking };
  };
  export = helper;
}
