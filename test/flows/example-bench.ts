import assert from 'node:assert/strict';
import { printing } from './example-flow';
import { atBroker, startHomeBroker, type HomeBroker } from './home-broker';
import { startNodeRed, type FlowNode, type RunningNodeRed } from './node-red';
import { patience } from '../patience';

/** What came to the broker. */
export interface Told {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

/** A Node-RED beside a home's broker, in which one example after another is deployed and clicked. */
export class ExampleBench {
  readonly red: RunningNodeRed;
  /** Since the last deploy. */
  readonly told: Told[] = [];
  #broker: HomeBroker;
  #nodes: readonly FlowNode[] = [];
  readonly #subscribed = new Set<unknown>();
  readonly #waiting = new Set<() => void>();

  private constructor(red: RunningNodeRed, broker: HomeBroker) {
    this.red = red;
    this.#broker = broker;
    this.#listen(broker);
  }

  static async start(version: 4 | 5): Promise<ExampleBench> {
    const broker = await startHomeBroker();
    try {
      return new ExampleBench(await startNodeRed({ version, settings: { mqttReconnectTime: 200 } }), broker);
    } catch (error) {
      await broker.close();
      throw error;
    }
  }

  async stop(): Promise<void> {
    await this.red.stop();
    await this.#broker.close();
  }

  async deploy(nodes: readonly FlowNode[]): Promise<void> {
    this.told.length = 0;
    this.#nodes = nodes;
    const all = printing(atBroker(nodes, this.#broker));
    const mqtt = all.filter(({ type }) => type.startsWith('mqtt'));
    if (mqtt.length === 0) return this.red.deploy(all);
    // The home had its broker before: what a flow tells at once is not lost on one that is not connected yet.
    const connected = this.red.nextLog(/Connected to broker/);
    const topics = mqtt.filter(({ type }) => type === 'mqtt in').map(({ topic }) => topic);
    await this.#subscribing(topics, () => this.red.deploy(mqtt.map((node) => ({ ...node, wires: [] }))));
    await connected;
    await this.#subscribing(topics, () => this.red.deploy(all, 'nodes'));
  }

  async click(inject: string): Promise<void> {
    const found = this.#nodes.find(({ type, name }) => type === 'inject' && name === inject);
    await this.red.inject((found ?? assert.fail(inject)).id);
  }

  /** What the debug node shows next. */
  async shown(debug: string, act: () => Promise<unknown>): Promise<Record<string, unknown>> {
    const line = this.red.nextLog(new RegExp(`\\[debug:${debug}\\]`));
    await act();
    return shownIn(await line);
  }

  publish(topic: string, payload: string, retain = false): Promise<void> {
    return this.#broker.publish({ topic, payload, qos: 1, retain });
  }

  /** The first message on the topic, told already or later. */
  heard(topic: string, fits: (payload: string) => boolean = () => true): Promise<Told> {
    return this.until(
      () => this.told.find((one) => one.topic === topic && fits(one.payload)),
      () => `nothing at ${topic}; told: ${this.told.map((one) => one.topic).join()}`,
    );
  }

  /** Looks whenever something comes to the broker. */
  until<T>(find: () => T | undefined, missing: () => string): Promise<T> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#waiting.delete(look);
        reject(new Error(`${missing()}; log: ${this.red.log().slice(-15).join('\n')}`));
      }, patience(40_000));
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        clearTimeout(late);
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Closes the broker; the returned function opens another one in its place, which knows nothing. */
  async breakBroker(): Promise<() => Promise<void>> {
    const { port } = this.#broker;
    await this.#broker.close();
    this.told.length = 0;
    return async () => this.#listen(await startHomeBroker(port));
  }

  #listen(broker: HomeBroker): void {
    this.#broker = broker;
    const look = (): void => this.#waiting.forEach((one) => one());
    broker.onPublish((topic, payload, retain) => {
      this.told.push({ topic, payload, retain });
      look();
    });
    broker.onSubscribe((topic) => {
      this.#subscribed.add(topic);
      look();
    });
  }

  async #subscribing(topics: readonly unknown[], act: () => Promise<unknown>): Promise<void> {
    this.#subscribed.clear();
    await act();
    await this.until(
      () => topics.every((topic) => this.#subscribed.has(topic)) || undefined,
      () => `subscribed to ${[...this.#subscribed].join()}, not to all of ${topics.join()}`,
    );
  }
}

/** What a debug node printed in this line of the log. */
export function shownIn(line: string): Record<string, unknown> {
  return JSON.parse(line.replace(/^.*?\[debug:[^\]]*\] /, '')) as Record<string, unknown>;
}
