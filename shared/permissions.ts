import * as z from 'zod';
import type { ApplicationId } from './applications.ts';

/**
 * The fixed permissions that a group can hold, as the product documents them, plus those that
 * sign-in itself needs. Stored by these names; never renamed, since groups in councils' databases hold them.
 */
export const PERMISSIONS = [
  'customer-service-access',
  'management-access',
  'customer-service-process-access',
  'reporting',
  'service-vu-diagnostics',
  'notification-configuration',
  'notification-processing',
  'notification-job',
  'timeline-event-processing',
  'facebook-message-processing',
  'api-administration',
  'open-process-to-access-one-vu',
  'bot-access',
  'broadcast-administration',
  'forms-portal-access',
  /** A team leader's: letting a colleague who is without their phone sign in once. */
  'sign-in-pass-granting',
] as const;

export const permissionSchema = z.enum(PERMISSIONS);
export type Permission = z.infer<typeof permissionSchema>;

/** What a person must hold to open an application at all. */
export const PERMISSION_TO_OPEN: Readonly<Record<ApplicationId, Permission>> = {
  'customer-service-vu': 'customer-service-access',
  control: 'management-access',
  'forms-portal': 'forms-portal-access',
};
