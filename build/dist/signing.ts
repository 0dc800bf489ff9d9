import type { Configuration } from 'electron-builder';
import { toolSetting } from '../environment.mjs';
import type { Platform } from './targets.ts';

type Windows = NonNullable<Configuration['win']>;
/** The part of the Windows configuration that says who signs. */
export type WindowsSigning = Pick<Windows, 'azureSignOptions' | 'signtoolOptions'>;

/** Each way to sign for a system: the settings that it needs, all of them. */
const WAYS: Readonly<Record<Platform, readonly (readonly string[])[]>> = {
  win32: [
    ['WIN_CSC_LINK', 'WIN_CSC_KEY_PASSWORD', 'VU_WINDOWS_PUBLISHER'],
    [
      ...['VU_AZURE_SIGN_ENDPOINT', 'VU_AZURE_SIGN_ACCOUNT', 'VU_AZURE_SIGN_PROFILE', 'VU_WINDOWS_PUBLISHER'],
      ...['AZURE_TENANT_ID', 'AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET'],
    ],
  ],
  darwin: [['CSC_LINK', 'CSC_KEY_PASSWORD', 'APPLE_API_KEY', 'APPLE_API_KEY_ID', 'APPLE_API_ISSUER']],
  linux: [['VU_SIGNING_KEY']],
};

/** Null when a release for the system can be signed; else what to set, in one sentence. `read` is for tests. */
export function signingMissing(platform: Platform, read = toolSetting): string | null {
  const ways = WAYS[platform];
  if (ways.some((names) => names.every((name) => read(name) !== null))) return null;
  return `A release is signed. Set ${ways.map((names) => names.join(', ')).join('; or ')}.`;
}

/** Who signs for Windows; null leaves it unsigned, which a release refuses. */
export function windowsSigning(read = toolSetting): WindowsSigning | null {
  const publisherName = read('VU_WINDOWS_PUBLISHER');
  const endpoint = read('VU_AZURE_SIGN_ENDPOINT');
  const account = read('VU_AZURE_SIGN_ACCOUNT');
  const profile = read('VU_AZURE_SIGN_PROFILE');
  if (publisherName === null) return null;
  if (endpoint !== null && account !== null && profile !== null)
    return { azureSignOptions: { publisherName, endpoint, codeSigningAccountName: account, certificateProfileName: profile } };
  // The certificate itself electron-builder takes from WIN_CSC_LINK. SHA-1 is trusted by no Windows that is supported.
  return { signtoolOptions: { publisherName, signingHashAlgorithms: ['sha256'] } };
}
