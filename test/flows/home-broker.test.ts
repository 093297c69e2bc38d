import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { startHomeBroker, type HomeBroker } from './home-broker';

const TOPIC = 'home/+/presence';

/** A string as MQTT 3.1.1 has it on the wire: its length in two bytes, then UTF-8. */
const text = (value: string): number[] => [0, Buffer.byteLength(value), ...Buffer.from(value)];
/** A control packet: type and flags in its first byte, then the length of what follows. */
const packet = (head: number, body: readonly number[]): Buffer => Buffer.from([head, body.length, ...body]);

const connecting = packet(0x10, [...text('MQTT'), 4, 0b10, 0, 0, ...text('a')]);
const subscribing = (id: number): Buffer => packet(0x82, [0, id, ...text(TOPIC), 1]);
const unsubscribing = (id: number): Buffer => packet(0xa2, [0, id, ...text(TOPIC)]);

describe('the MQTT broker of npm start', () => {
  let broker: HomeBroker;
  let client: Socket;
  let received = Buffer.alloc(0);

  beforeEach(async () => {
    broker = await startHomeBroker();
    client = connect(broker.port, '127.0.0.1');
    received = Buffer.alloc(0);
    client.on('data', (chunk: Buffer) => (received = Buffer.concat([received, chunk])));
    client.write(connecting);
    await answered([0x20, 2, 0, 0]);
    client.write(subscribing(1));
    await answered([0x90, 3, 0, 1, 1]);
  });
  afterEach(async () => {
    client.destroy();
    await broker.close();
  });

  async function answered(bytes: readonly number[] | Buffer): Promise<void> {
    while (!received.includes(Buffer.from(bytes))) await once(client, 'data');
  }

  it('delivers to who unsubscribed and subscribed again in one write, as a deploy does, and once', async () => {
    client.write(Buffer.concat([unsubscribing(2), subscribing(3)]));
    await answered([0xb0, 2, 0, 2]);
    await answered([0x90, 3, 0, 3, 1]);
    await broker.publish({ topic: 'home/anna/presence', payload: 'came', qos: 0, retain: false });
    await broker.publish({ topic: 'home/anna/presence', payload: 'left', qos: 0, retain: false });
    await answered(Buffer.from('left'));
    assert.equal(received.toString().split('came').length - 1, 1);
  });

  it('delivers nothing any more to who subscribed and unsubscribed in one write', async () => {
    client.write(Buffer.concat([subscribing(2), unsubscribing(3)]));
    await answered([0xb0, 2, 0, 3]);
    await broker.publish({ topic: 'home/anna/presence', payload: 'came', qos: 0, retain: false });
    client.write(packet(0xc0, []));
    await answered([0xd0, 0]);
    assert.ok(!received.includes('came'));
  });
});
