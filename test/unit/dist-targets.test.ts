import { expect, test } from 'vitest';
import { signingMissing, windowsSigning } from '../../build/dist/signing.ts';
import { type Machine, missingTool, PLATFORM_OF, TARGETS, usualTargets } from '../../build/dist/targets.ts';

/** A Debian machine on a closed network. */
const closed: Machine = {
  platform: 'linux',
  setting: () => null,
  hasProgram: (name) => ['tar', 'dpkg-deb'].includes(name),
  canFetch: async () => false,
};

test('on a closed network Linux makes its folder, archive and package', async () => {
  for (const target of ['unpacked', 'tar.gz', 'deb'] as const) expect(await missingTool(target, closed)).toBeNull();
  expect(usualTargets('linux', true)).toEqual(['unpacked', 'tar.gz', 'deb']);
  expect(usualTargets('linux', false)).toEqual(['unpacked', 'tar.gz', 'deb', 'appimage']);
});

test('what can’t be made says in one line which tool is missing and which setting supplies it', async () => {
  const lines = await Promise.all((['appimage', 'nsis', 'msi', 'dmg', 'zip'] as const).map((target) => missingTool(target, closed)));
  expect(lines).toEqual([
    "appimage: the AppImage tools can't be had here. Set APPIMAGE_TOOLS_PATH to what has it.",
    "nsis: NSIS can't be had here. Set ELECTRON_BUILDER_NSIS_DIR to what has it.",
    "msi: WiX can't be had here. Set ELECTRON_BUILDER_CACHE or ELECTRON_BUILDER_BINARIES_MIRROR to what has it.",
    "dmg: macOS, whose codesign signs what was changed, can't be had here. Build it on a Mac.",
    "zip: macOS, whose codesign signs what was changed, can't be had here. Build it on a Mac.",
  ]);
  expect(await missingTool('deb', { ...closed, hasProgram: () => false })).toBe(
    "deb: dpkg-deb can't be had here. Install it where PATH finds it.",
  );
});

test('each tool counts as there once its setting names it, and one after the other is asked for', async () => {
  const settings = new Set<string>();
  const machine = { ...closed, setting: (name: string) => (settings.has(name) ? '/tools' : null) };
  for (const [name, next] of [
    ['ELECTRON_BUILDER_NSIS_DIR', 'ELECTRON_BUILDER_NSIS_RESOURCES_DIR'],
    ['ELECTRON_BUILDER_NSIS_RESOURCES_DIR', 'ELECTRON_BUILDER_WINE_TOOLSET_DIR or USE_SYSTEM_WINE'],
    ['USE_SYSTEM_WINE', null],
  ] as const) {
    settings.add(name);
    const line = await missingTool('nsis', machine);
    if (next === null) expect(line).toBeNull();
    else expect(line).toContain(`Set ${next} `);
  }
});

test('where the network is open, electron-builder fetches its tools; a Mac is still a Mac', async () => {
  const open = { ...closed, canFetch: async () => true };
  for (const target of TARGETS) expect((await missingTool(target, open)) === null).toBe(!['dmg', 'zip'].includes(target));
  for (const target of ['dmg', 'zip'] as const) expect(await missingTool(target, { ...open, platform: 'darwin' })).toBeNull();
  expect(new Set(Object.values(PLATFORM_OF))).toEqual(new Set(['linux', 'win32', 'darwin']));
});

const given = (settings: Record<string, string>) => (name: string) => settings[name] ?? null;

test('a release names every setting that its signature lacks', () => {
  expect(signingMissing('linux', given({}))).toBe('A release is signed. Set VU_SIGNING_KEY.');
  expect(signingMissing('linux', given({ VU_SIGNING_KEY: 'desktop@vu.example' }))).toBeNull();
  expect(signingMissing('win32', given({ WIN_CSC_LINK: 'certificate.p12', WIN_CSC_KEY_PASSWORD: 'x' }))).toContain('VU_WINDOWS_PUBLISHER');
  expect(signingMissing('darwin', given({ CSC_LINK: 'certificate.p12', CSC_KEY_PASSWORD: 'x' }))).toContain('APPLE_API_KEY');
});

test('Windows is signed by a certificate or by Azure, never with SHA-1, and without a publisher not at all', () => {
  expect(windowsSigning(given({}))).toBeNull();
  expect(windowsSigning(given({ VU_WINDOWS_PUBLISHER: 'Vu Desktop team' }))).toEqual({
    signtoolOptions: { publisherName: 'Vu Desktop team', signingHashAlgorithms: ['sha256'] },
  });
  expect(
    windowsSigning(
      given({
        VU_WINDOWS_PUBLISHER: 'Vu Desktop team',
        VU_AZURE_SIGN_ENDPOINT: 'https://signing.example',
        VU_AZURE_SIGN_ACCOUNT: 'vu',
        VU_AZURE_SIGN_PROFILE: 'desktop',
      }),
    ),
  ).toEqual({
    azureSignOptions: {
      publisherName: 'Vu Desktop team',
      endpoint: 'https://signing.example',
      codeSigningAccountName: 'vu',
      certificateProfileName: 'desktop',
    },
  });
});
