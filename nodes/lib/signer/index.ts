/** THE signer: how a request to Coinbase is signed, explained, checked, and what is wrong with one that fails. */
export { CDP_HOST, issuers, nonceOf, tokenIn, verifyCdp, verifyCdpFeed } from './cdp';
export { createCredential } from './create';
export { parseCredential, type ParsedCredential } from './credential';
export { createExchangeCredential, samePassphrase, verifyExchange } from './exchange';
export { recognise, type CredentialProduct, type FoundParts, type Recognised } from './recognise';
export { schemeFacts, type CredentialPart, type KeyEnvironment, type SchemeFacts } from './schemes';
export { explain, sign, signFeed, verify } from './sign';
export { doctorCodes, type DoctorCode } from './doctor/codes';
export { diagnose, type Known } from './doctor/diagnose';
export type * from './types';
