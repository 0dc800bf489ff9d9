import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Keys } from '../../server/keys.ts';
import { newAuthenticatorSecret } from '../../server/sign-in/authenticator-code.ts';
import { seal } from '../../server/sign-in/secret-box.ts';
import type { Permission } from '../../shared/permissions.ts';

/** Somebody of whom there are many, all with one password. */
export interface OneOfMany {
  readonly id: string;
  readonly email: string;
  readonly deviceId: string;
  /** One of the 1,000 numbers that Ofcom keeps for drama: of more people, some share one. */
  readonly phone: string;
  readonly secret: string;
  /** An address of their own, so that no limit of networks is what is measured. */
  readonly network: string;
}

export interface ManyPeople {
  readonly count: number;
  /** Of all of them: making a hash for each would take longer than what is to be measured. */
  readonly passwordHash: string;
  /** Which of them have both factors already; the others have none. */
  readonly hasFactors?: (index: number) => boolean;
  /** What everybody may do besides opening each application. */
  readonly permissions?: readonly Permission[];
}

const DRAMA_NUMBERS = 1_000;
const BATCH = 5_000;
const PERMISSIONS: readonly Permission[] = ['customer-service-access', 'management-access', 'forms-portal-access'];

/** Puts people straight into a migrated database, as the operator's command line would one by one. */
export async function addManyPeople(
  url: string,
  keys: Keys,
  { count, passwordHash, hasFactors = () => true, permissions = [] }: ManyPeople,
): Promise<OneOfMany[]> {
  const people = Array.from({ length: count }, (_, index) => ({
    id: randomUUID(),
    email: `person${index}.${randomUUID().slice(0, 8)}@porthaven.example`,
    deviceId: randomUUID(),
    phone: `+447700900${String(index % DRAMA_NUMBERS).padStart(3, '0')}`,
    secret: newAuthenticatorSecret(),
    network: `10.${index >> 16}.${(index >> 8) & 0xff}.${index & 0xff}`,
  }));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const group = randomUUID();
    await client.query("insert into groups (id, name, created_at) values ($1, $2, '2025-01-15T09:00:00Z')", [group, `Group ${group}`]);
    await client.query('insert into group_permissions select $1, unnest($2::text[])', [group, [...PERMISSIONS, ...permissions]]);
    for (let at = 0; at < count; at += BATCH) {
      const batch = people.slice(at, at + BATCH);
      const ids = batch.map((person) => person.id);
      await client.query(
        `insert into users (id, email, name, password_hash, password_changed_at, created_at)
         select id, email, 'Person ' || email, $3, '2025-01-15T09:00:00Z', '2025-01-15T09:00:00Z' from unnest($1::uuid[], $2::text[]) as p (id, email)`,
        [ids, batch.map((person) => person.email), passwordHash],
      );
      await client.query('insert into group_members (group_id, user_id) select $1, unnest($2::uuid[])', [group, ids]);
      const owners = batch.filter((_, index) => hasFactors(at + index));
      const sealed = owners.map((person) => seal(keys.authenticator, person.secret, person.id));
      await client.query(
        `insert into authenticator_factors (user_id, secret, key_id, last_step, confirmed_at)
         select id, secret, $3, 0, '2025-01-15T09:00:00Z' from unnest($1::uuid[], $2::bytea[]) as f (id, secret)`,
        [owners.map((person) => person.id), sealed.map(({ secret }) => secret), keys.authenticator.current.id],
      );
      await client.query(
        `insert into text_message_factors (user_id, phone_number, confirmed_at)
         select id, phone, '2025-01-15T09:00:00Z' from unnest($1::uuid[], $2::text[]) as f (id, phone)`,
        [owners.map((person) => person.id), owners.map((person) => person.phone)],
      );
    }
    await client.query('analyze');
    return people;
  } finally {
    await client.end();
  }
}
