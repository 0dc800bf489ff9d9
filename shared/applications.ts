/**
 * The applications that share one sign-in. The names are the product's own
 * (reference: two-factor product page); "Forms Portal" uses the same API but has no screens here.
 * Names only: what checks that something is one of them is in application-schemas.ts, which the desktop's first screen
 * does without.
 */
export const APPLICATIONS = ['customer-service-vu', 'control', 'forms-portal'] as const;
export type ApplicationId = (typeof APPLICATIONS)[number];

/** The applications that this desktop hosts a workspace for. */
export const DESKTOP_APPLICATIONS = ['customer-service-vu', 'control'] as const;
export type DesktopApplicationId = (typeof DESKTOP_APPLICATIONS)[number];

/** The second factors. The order is the order of recommendation: an app can't be redirected like a text can. */
export const METHODS = ['authenticator', 'text-message'] as const;
export type Method = (typeof METHODS)[number];

/** Languages of the interface and of text messages. */
export const LANGUAGES = ['en', 'cy'] as const;
export type Language = (typeof LANGUAGES)[number];
