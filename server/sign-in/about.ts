import { APPLICATIONS } from '../../shared/applications.ts';
import type { About } from '../../shared/sign-in/schemas.ts';
import type { Services } from '../services.ts';
import { readOrganisation, readPolicies } from './policy.ts';

/** What anyone may know before signing in: whose API this is, and whom to ask for help. */
export async function readAbout(services: Services): Promise<About> {
  const row = await readOrganisation(services.database);
  const policies = await readPolicies(services.database);
  const both = (en: string | null, cy: string | null) => (en === null || cy === null ? null : { en, cy });
  return {
    product: 'vu-api',
    apiVersion: 1,
    organisation: { en: row.name_en, cy: row.name_cy },
    notice: both(row.notice_en, row.notice_cy),
    help: { phone: row.help_phone, email: row.help_email, hours: both(row.help_hours_en, row.help_hours_cy) },
    applications: APPLICATIONS.map((application) => ({
      application,
      methods: [...policies[application].methods],
      trustDays: policies[application].trustDays,
      trustEndsAt: policies[application].trustEndsAt,
    })),
    passwordByEmail: services.emails !== null,
    serverTime: services.clock.now().toISOString(),
  };
}
