import { isoTime } from './clock';
import { canonicalUuid } from './order-name';
import type { PaperExchange } from './paper-exchange';
import type { Profile } from './profiles';
import { notFound, ok, type Reply } from './reply';
import type { Call, Route } from './route';

function profileJson({ id, name }: Profile, exchange: PaperExchange): Record<string, unknown> {
  return {
    id,
    user_id: exchange.userId,
    name,
    active: true,
    is_default: id === exchange.profile,
    created_at: isoTime(exchange.startedAt),
  };
}

function profiles({ exchange, query }: Call): Reply {
  // Every profile is active, so a filter for the others finds nothing.
  const found = query.get('active') === 'false' ? [] : exchange.profiles;
  return ok(found.map((one) => profileJson(one, exchange)));
}

function profile({ exchange, params }: Call): Reply {
  const id = canonicalUuid(params['profile_id'] ?? '');
  const found = exchange.profiles.find((one) => one.id === id);
  return found ? ok(profileJson(found, exchange)) : notFound();
}

const READ = { method: 'GET', auth: 'view', bucket: 'private' } as const;

/** The profiles that the sandbox's keys belong to. */
export const profileRoutes: readonly Route[] = [
  { ...READ, path: '/profiles', summary: 'the profiles of the keys', answer: profiles },
  { ...READ, path: '/profiles/{profile_id}', summary: 'one profile', answer: profile },
];
