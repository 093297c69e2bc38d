import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkout } from './installed-package';
import type { FlowNode } from './node-red';

/** The MQTT broker that `npm start` runs, on loopback. */
export interface HomeBroker {
  readonly port: number;
  /** Resolves once the broker has taken it. */
  publish(packet: {
    readonly topic: string;
    readonly payload: string;
    readonly qos: 0 | 1;
    readonly retain: boolean;
    /** As on a message that is delivered again. */
    readonly dup?: boolean;
  }): Promise<void>;
  /** Calls with every topic that somebody subscribes to. */
  onSubscribe(heard: (topic: string) => void): void;
  /** Calls with every message. */
  onPublish(heard: (topic: string, payload: string, retain: boolean) => void): void;
  close(): Promise<void>;
}

/** Starts it on a free port unless told otherwise. */
export async function startHomeBroker(port = 0): Promise<HomeBroker> {
  const script = pathToFileURL(path.join(checkout, 'scripts/broker.mjs')).href;
  const broker = (await import(script)) as { startBroker(port: number): Promise<HomeBroker> };
  return broker.startBroker(port);
}

/** The flow with its MQTT nodes pointed at this broker: what a person changes in one field. */
export function atBroker(nodes: readonly FlowNode[], { port }: HomeBroker): FlowNode[] {
  return nodes.map((node) => (node.type === 'mqtt-broker' ? { ...node, port: String(port) } : node));
}
