import type { Advice } from '../sentences';

/** One mistake that is certain, in words for the person who made it. Never contains a secret or a signature. */
export interface Finding {
  /** Stable, from a closed list: see the tables of the doctor and of the credential check. */
  readonly code: string;
  readonly text: string;
  readonly fix: string;
}

/** A finding about a credential, which the editor tells in its own language. */
export interface CredentialFinding extends Finding {
  /** Not enumerable: flows are given the rest. */
  readonly told: Advice['told'];
}
