import { createExchangeCredential, sign } from '../../../../nodes/lib/signer';
import type { Customer } from '../server/customer';

/** Somebody with a key of a profile of their own. */
export interface Party {
  /** The key's name and the profile's. */
  readonly name: string;
  readonly send: Customer['send'];
}

/** The holder of one of the sandbox's keys. */
export function partyOf(customer: Customer, name: string): Party {
  const key = customer.sandbox.keys.find((one) => one.name === name);
  const made = key && createExchangeCredential(key);
  if (!made?.ok) throw new Error(`there is no key ${name}`);
  const { credential } = made;
  return {
    name,
    send: (method, path, { body, unsigned = false } = {}) => {
      if (unsigned) return customer.send(method, path, { unsigned });
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = sign({ method, path, body: text }, credential, customer.clock.now());
      return customer.send(method, path, { text, headers: { ...headers }, unsigned: true });
    },
  };
}
