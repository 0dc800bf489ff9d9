import * as z from 'zod';

/**
 * The applications that share one sign-in. The names are the product's own
 * (reference: two-factor product page); "Forms Portal" uses the same API but has no screens here.
 */
export const APPLICATIONS = ['customer-service-vu', 'control', 'forms-portal'] as const;

export const applicationSchema = z.enum(APPLICATIONS);
export type ApplicationId = z.infer<typeof applicationSchema>;

/** The applications that this desktop hosts a workspace for. */
export const DESKTOP_APPLICATIONS = ['customer-service-vu', 'control'] as const;
export const desktopApplicationSchema = z.enum(DESKTOP_APPLICATIONS);
export type DesktopApplicationId = z.infer<typeof desktopApplicationSchema>;

/** The second factors. The order is the order of recommendation: an app can't be redirected like a text can. */
export const METHODS = ['authenticator', 'text-message'] as const;
export const methodSchema = z.enum(METHODS);
export type Method = z.infer<typeof methodSchema>;

/** Languages of the interface and of text messages. */
export const LANGUAGES = ['en', 'cy'] as const;
export const languageSchema = z.enum(LANGUAGES);
export type Language = z.infer<typeof languageSchema>;
