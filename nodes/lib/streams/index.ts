/** Live values of products as they are told: paced, with what is stale marked. */
export type { LiveFeed, StreamHooks } from './product-stream';
export { Streams, type ProductReport } from './streams';
export {
  channels,
  type Channel,
  type Pace,
  type SourceMemory,
  type StreamSettings,
  type Telling,
  type TellingFacts,
} from './types';
