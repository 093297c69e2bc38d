/** An example's flow, changed as a test or a person wants it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from './installed-package';
import type { FlowNode } from './node-red';

/** @param name of its file, without the ending. */
export function readExample(name: string): FlowNode[] {
  const text = readFileSync(path.join(checkout, 'examples', `${name}.json`), 'utf8');
  return JSON.parse(text) as FlowNode[];
}

/** Prints what a debug node shows as one line of JSON. */
export function printing(nodes: readonly FlowNode[]): FlowNode[] {
  return nodes.map((node) => {
    if (node.type !== 'debug') return node;
    const complete = `$string(${String(node['complete'])})`;
    return { ...node, console: true, complete, targetType: 'jsonata' };
  });
}

/** The flow without the nodes of these names. */
export function without(nodes: readonly FlowNode[], ...names: readonly string[]): FlowNode[] {
  return nodes.filter(({ name }) => !names.includes(String(name)));
}

/** The flow as *Import copy* makes it, which the editor offers once a second example brings the account again. */
export function copied(nodes: readonly FlowNode[]): FlowNode[] {
  const ids = new Map(nodes.map(({ id }) => [id, id.replace('c0ba', 'copy')]));
  const renamed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(renamed);
    return ids.get(value as string) ?? value;
  };
  // What is no reference to another node stays as it is, were it an id ten times.
  const references = ['id', 'z', 'wires', 'scope', 'account', 'broker'];
  return nodes.map((node) => ({
    ...node,
    ...Object.fromEntries(references.flatMap((name) => (name in node ? [[name, renamed(node[name])]] : []))),
  }));
}

/** The flow with other properties in the node of that name. */
export function changed(nodes: readonly FlowNode[], name: string, properties: object): FlowNode[] {
  return nodes.map((node) => (node['name'] === name ? { ...node, ...properties } : node));
}

/** Prints as `armed again` that an order failed or was none, and its alert begins anew. */
export function tellingArmed(nodes: readonly FlowNode[], alert: string): FlowNode[] {
  const { wires, z } = nodes.find(({ name }) => name === alert) ?? assert.fail(alert);
  const [triggered] = wires as readonly (readonly string[])[];
  const teller = {
    id: 'armed',
    type: 'debug',
    z,
    name: 'armed again',
    active: true,
    complete: 'alert.event',
  };
  return [...changed(nodes, alert, { wires: [triggered, ['armed']] }), teller];
}

/** Prints `price kept` with each price that the flow of two assets keeps. */
export function tellingKept(nodes: readonly FlowNode[]): FlowNode[] {
  const { z } = nodes.find(({ name }) => name === 'keep the price') ?? assert.fail('no price is kept');
  const teller = { id: 'kept', type: 'debug', z, name: 'price kept', active: true, complete: 'topic' };
  return [...changed(nodes, 'keep the price', { wires: [['kept']] }), teller];
}
