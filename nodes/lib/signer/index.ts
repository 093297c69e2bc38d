/** THE signer: how a request to Coinbase is signed, explained, checked, and what is wrong with one that fails. */
export { parseCredential, type ParsedCredential } from './credential';
export { createExchangeCredential, samePassphrase, verifyExchange } from './exchange';
export { recognise, type CredentialPart, type CredentialProduct, type Recognised } from './recognise';
export { explain, sign, signFeed } from './sign';
export { doctorCodes, type DoctorCode } from './doctor/codes';
export { diagnose, type Known } from './doctor/diagnose';
export type * from './types';
