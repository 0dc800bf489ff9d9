import { BUNDLE_ID } from '../../electron/policy/read.ts';
import { EXAMPLE } from './example.ts';
import { xml } from './xml.ts';

/** Made once. A profile with the same ones takes the place of the one before on every Mac, so they never change. */
const PROFILE_UUID = '7D0C5A52-1D0B-4B0E-9C6B-6A1B7F2E91C4';
const SETTINGS_UUID = 'B3E86F7E-0A63-4C4B-8F0E-52F4C1A7D6A9';

function value(of: unknown): string {
  if (typeof of === 'boolean') return of ? '<true/>' : '<false/>';
  if (typeof of === 'number') return `<integer>${of}</integer>`;
  if (Array.isArray(of)) return `<array>${of.map(value).join('')}</array>`;
  return `<string>${xml(String(of))}</string>`;
}

function dictionary(content: Readonly<Record<string, unknown>>, indent: string): string {
  return Object.entries(content)
    .map(([key, of]) => `${indent}<key>${xml(key)}</key>\n${indent}${value(of)}`)
    .join('\n');
}

/** A configuration profile for macOS that forces every setting of the example; IT takes out what it doesn't want. */
export function profile(): string {
  const settings = {
    PayloadType: BUNDLE_ID,
    PayloadVersion: 1,
    PayloadIdentifier: `${BUNDLE_ID}.settings`,
    PayloadUUID: SETTINGS_UUID,
    PayloadDisplayName: 'Vu Desktop',
    ...EXAMPLE,
  };
  const about = {
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: `${BUNDLE_ID}.profile`,
    PayloadUUID: PROFILE_UUID,
    PayloadDisplayName: 'Vu Desktop',
    PayloadScope: 'System',
  };
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Made by npm run policy from electron/policy/policies.ts. -->
<plist version="1.0">
<dict>
${dictionary(about, '  ')}
  <key>PayloadContent</key>
  <array>
    <dict>
${dictionary(settings, '      ')}
    </dict>
  </array>
</dict>
</plist>
`;
}
