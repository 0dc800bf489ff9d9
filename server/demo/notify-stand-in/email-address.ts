/**
 * E-mail addresses as Notify takes them (NU `recipient_validation/email_address.py`), which is neither all that RFC 5321 lets be
 * nor what a browser's own field takes.
 */

const ADDRESS_MOST = 320;
const HOST_MOST = 253;
const LABEL_MOST = 63;
const WHOLE = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@([^.@][^@\s]+)$/;
const LABEL = /^(?:xn|[a-z0-9]+)(?:-?-[a-z0-9]+)*$/i;
const TOP = /^(?:[a-z]{2,63}|xn--(?:[a-z0-9]+-)*[a-z0-9]+)$/i;
const AROUND = /^[\s\u180e\u200b-\u200d\u2060\ufeff]+|[\s\u180e\u200b-\u200d\u2060\ufeff]+$/g;

export const EMAIL_FAULT = 'Not a valid email address';

/** The address without what is around it; null when it is none. */
export function readEmailAddress(typed: string): string | null {
  const address = typed.replace(AROUND, '');
  const host = WHOLE.exec(address)?.[1];
  if (host === undefined || address.length > ADDRESS_MOST || address.includes('..') || host.length > HOST_MOST) return null;
  const labels = host.split('.');
  if (labels.length < 2 || labels.some((label) => label.length > LABEL_MOST || !LABEL.test(label))) return null;
  return TOP.test(labels.at(-1) ?? '') ? address : null;
}
