import { EventEmitter } from 'node:events';
import type { Done, Message, NodeStatus, Red, RedNode, Send } from '../../../nodes/lib/runtime';

/** A node without Node-RED, which remembers what it was told. */
export class FakeNode extends EventEmitter implements RedNode {
  readonly id = 'n1';
  readonly type = 'test';
  readonly statuses: NodeStatus[] = [];
  readonly warnings: string[] = [];
  readonly sent: Message[] = [];
  readonly log = (): void => undefined;
  readonly error = (): void => undefined;
  status(status: NodeStatus): void {
    this.statuses.push(status);
    this.emit('shown');
  }
  send(message: Message): void {
    this.sent.push(message);
  }
  warn(text: string): void {
    this.warnings.push(text);
  }
  receive(msg: Message, send: Send, done: Done): void {
    this.emit('input', msg, send, done);
  }
  close(): Promise<void> {
    return new Promise((resolve) => this.emit('close', false, resolve));
  }
}

/** @param evaluate what Node-RED's evaluation of a typed property does. */
export function fakeRed(
  evaluate: Red['util']['evaluateNodeProperty'] = (value, _t, _n, _m, cb) => cb(null, value),
): Red {
  return {
    nodes: {
      createNode: () => undefined,
      registerType: () => undefined,
      getNode: () => undefined,
      eachNode: () => undefined,
    },
    util: { generateId: () => 'id', cloneMessage: (msg) => ({ ...msg }), evaluateNodeProperty: evaluate },
    auth: { needsPermission: () => (_request, _response, next) => next() },
    settings: {},
    events: new EventEmitter(),
    _: (key, values) => `${key}${values ? JSON.stringify(values) : ''}`,
  };
}
