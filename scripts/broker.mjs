// An MQTT broker on loopback, in memory: for the example of a home event and its tests. Anybody on this machine may use it.
import { Aedes } from 'aedes';
import { createServer } from 'node:net';

const host = '127.0.0.1';

/** Where the example looks for it; not MQTT's own 1883, where a real broker may be. */
export const demoPort = 18830;

/**
 * Starts the broker; port 0 for a free one.
 * @returns the port, `publish(packet)` as the broker itself, what is subscribed and published to, and `close()`.
 * @throws EADDRINUSE
 */
export async function startBroker(port = demoPort) {
  const broker = await Aedes.createBroker();
  resubscribing(broker);
  const server = createServer(broker.handle);
  try {
    await new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    broker.close();
    throw error;
  }
  return {
    port: server.address().port,
    publish: (packet) =>
      new Promise((resolve, reject) => {
        broker.publish(packet, (error) => (error ? reject(error) : resolve()));
      }),
    onSubscribe: (heard) =>
      broker.on('subscribe', (subscriptions) => subscriptions.forEach(({ topic }) => heard(topic))),
    onPublish: (heard) =>
      broker.on('publish', ({ topic, payload, retain }) => heard(topic, String(payload), retain)),
    close: () => new Promise((resolve) => broker.close(() => server.close(() => resolve()))),
  };
}

/**
 * A deploy may unsubscribe from a topic and subscribe to it again in one write. Aedes 1.2 ends a subscription one turn
 * later, together with the one that was acknowledged meanwhile; here it counts as ended at once.
 */
function resubscribing(broker) {
  const { unsubscribe } = broker;
  broker.unsubscribe = (topic, deliver, done) => {
    unsubscribe.call(broker, topic, deliver);
    done?.();
  };
}
