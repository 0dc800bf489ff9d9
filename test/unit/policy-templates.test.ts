import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, test } from 'vitest';
import { EXAMPLE } from '../../build/policy/example.ts';
import { checkPolicyFiles, policyFiles, writePolicyTemplates } from '../../build/policy/files.ts';
import { policyFromPlistJson } from '../../electron/policy/managed-preferences.ts';
import { POLICIES, POLICY_NAMES } from '../../electron/policy/policies.ts';
import { parsePolicy } from '../../electron/policy/policy.ts';
import { parsePolicyText } from '../../electron/policy/policy-file.ts';
import { policyFromRegistry, REGISTRY_KEY, type RegistryValue, registryName } from '../../electron/policy/windows-registry.ts';

const files = policyFiles();

function made(file: string): string {
  const content = files.get(file);
  if (content === undefined) throw new Error(`${file} is not made`);
  return content;
}

/** Parses strictly: anything that isn't well-formed throws. */
function parse(text: string): Element {
  const problem = (message: string): never => {
    throw new Error(message);
  };
  const { documentElement } = new DOMParser({ errorHandler: { warning: problem, error: problem, fatalError: problem } }).parseFromString(
    text,
    'text/xml',
  );
  return documentElement;
}

function all(root: Element, name: string): Element[] {
  return Array.from(root.getElementsByTagName(name));
}

function children(element: Element): Element[] {
  return Array.from(element.childNodes).filter((node): node is Element => node.nodeType === 1);
}

function attribute(element: Element, name: string): string {
  const value = element.getAttribute(name);
  if (!value) throw new Error(`${element.tagName} has no ${name}`);
  return value;
}

const admx = parse(made('build/policy/windows/VuDesktop.admx'));

/** Every `$(string.…)` or `$(presentation.…)` of the template. */
function references(kind: 'string' | 'presentation'): Set<string> {
  return new Set(
    [...made('build/policy/windows/VuDesktop.admx').matchAll(new RegExp(`\\$\\(${kind}\\.([^)]+)\\)`, 'g'))].map(([, id]) => id ?? ''),
  );
}

describe('the administrative template', () => {
  test('has every policy once, under the key that the desktop reads', () => {
    const policies = all(admx, 'policy');
    expect(policies.map((each) => attribute(each, 'name'))).toEqual(POLICY_NAMES.map(registryName));
    for (const each of policies) {
      expect(attribute(each, 'key')).toBe(REGISTRY_KEY);
      expect(attribute(each, 'class')).toBe('Both');
    }
  });

  test('keeps the schema’s order, and refers to nothing that it doesn’t define', () => {
    expect(children(admx).map(({ tagName }) => tagName)).toEqual([
      'policyNamespaces',
      'resources',
      'supportedOn',
      'categories',
      'policies',
    ]);
    const categories = all(admx, 'category').map((each) => attribute(each, 'name'));
    const supported = all(admx, 'definition').map((each) => attribute(each, 'name'));
    for (const policy of all(admx, 'policy')) {
      const [parent, support, ...rest] = children(policy);
      expect(parent?.tagName).toBe('parentCategory');
      expect(categories).toContain(parent?.getAttribute('ref'));
      expect(support?.tagName).toBe('supportedOn');
      expect(supported).toContain(support?.getAttribute('ref'));
      expect([['enabledValue', 'disabledValue'], ['elements']]).toContainEqual(rest.map(({ tagName }) => tagName));
    }
  });

  test.each(['en-US', 'cy-GB'])('has all of its words in %s and no others, and a control for each element', (language) => {
    const adml = parse(made(`build/policy/windows/${language}/VuDesktop.adml`));
    const strings = all(adml, 'string').map((each) => attribute(each, 'id'));
    expect(new Set(strings).size).toBe(strings.length);
    expect(new Set(strings)).toEqual(references('string'));
    for (const each of all(adml, 'string')) expect(each.textContent?.trim(), attribute(each, 'id')).not.toBe('');
    const presentations = all(adml, 'presentation');
    expect(new Set(presentations.map((each) => attribute(each, 'id')))).toEqual(references('presentation'));
    const controls = new Map(presentations.map((each) => [attribute(each, 'id'), children(each)[0]]));
    const fits: Readonly<Record<string, string>> = { text: 'textBox', decimal: 'decimalTextBox', enum: 'dropdownList' };
    for (const element of all(admx, 'elements').flatMap(children)) {
      const control = controls.get(attribute(element, 'id'));
      expect(control?.tagName).toBe(fits[element.tagName]);
      expect(control?.getAttribute('refId')).toBe(attribute(element, 'id'));
    }
  });

  test('is in Welsh in Welsh: nothing of it was left in English', () => {
    const [english, welsh] = ['en-US', 'cy-GB'].map(
      (language) =>
        new Map(
          all(parse(made(`build/policy/windows/${language}/VuDesktop.adml`)), 'string').map((each) => [
            attribute(each, 'id'),
            each.textContent,
          ]),
        ),
    );
    const products = /^(Vu Desktop|Customer Service Vu|Control|Customer Service Vu, Control)$/;
    expect([...(english ?? [])].filter(([id, text]) => welsh?.get(id) === text && !products.test(text ?? ''))).toEqual([]);
  });

  test('writes nothing that the desktop would refuse: each choice and each limit, as the registry then has it', () => {
    const valuesOf = (policy: Element): RegistryValue[] => {
      const name = attribute(policy, 'name');
      const dwords = all(policy, 'decimal').flatMap((each) =>
        ['value', 'minValue', 'maxValue'].map((limit) => each.getAttribute(limit)).filter((data) => data !== null && data !== ''),
      );
      const texts = all(policy, 'item').map((each) => all(each, 'string')[0]?.textContent ?? '');
      return [
        ...dwords.map((data) => ({ name, type: 'REG_DWORD', data: data ?? '' })),
        ...texts.map((data) => ({ name, type: 'REG_SZ', data })),
      ];
    };
    const values = all(admx, 'policy').flatMap(valuesOf);
    expect(values.length).toBeGreaterThan(20);
    const beside: RegistryValue[] = [
      { name: 'ProxyPacAddress', type: 'REG_SZ', data: String(POLICIES.proxyPacAddress.example) },
      { name: 'UpdateAddress', type: 'REG_SZ', data: String(POLICIES.updateAddress.example) },
    ];
    for (const value of values) {
      // The ways through a proxy that need something beside them have tests of their own.
      if (value.name === 'ProxyMode' && value.data !== 'pac_script') continue;
      const needed = value.name === 'ProxyMode' ? beside : value.name === 'Updates' ? beside.slice(1) : [];
      expect(policyFromRegistry([value, ...needed]), JSON.stringify(value)).toMatchObject({ kind: 'read', unknownKeys: [] });
    }
  });
});

/** What a property list says, as `plutil -convert json` has it. */
function plistValue(element: Element): unknown {
  switch (element.tagName) {
    case 'dict': {
      const parts = children(element);
      return Object.fromEntries(
        parts.flatMap((part, at) => {
          const value = parts[at + 1];
          return part.tagName === 'key' && value !== undefined ? [[part.textContent ?? '', plistValue(value)]] : [];
        }),
      );
    }
    case 'array':
      return children(element).map(plistValue);
    case 'true':
    case 'false':
      return element.tagName === 'true';
    case 'integer':
      return Number(element.textContent);
    case 'string':
      return element.textContent;
    default:
      throw new Error(`A property list has no ${element.tagName}`);
  }
}

test('the profile for macOS forces what the desktop then reads', () => {
  const [content] = children(parse(made('build/policy/macos/vu-desktop.mobileconfig')));
  if (content === undefined) throw new Error('The profile is empty');
  const profile = plistValue(content) as Record<string, unknown> & { PayloadContent: Record<string, unknown>[] };
  expect(profile).toMatchObject({ PayloadType: 'Configuration', PayloadVersion: 1, PayloadScope: 'System' });
  const [settings] = profile.PayloadContent;
  expect(settings).toMatchObject({ PayloadType: 'example.vu.desktop', PayloadVersion: 1 });
  const uuids = [profile['PayloadUUID'], settings?.['PayloadUUID']];
  expect(new Set(uuids).size).toBe(2);
  for (const uuid of uuids) expect(uuid).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
  expect(policyFromPlistJson(JSON.stringify(settings))).toEqual({ kind: 'read', policy: EXAMPLE, unknownKeys: [] });
});

test('the example for Linux is a policy', () => {
  expect(parsePolicyText(made('build/policy/linux/policy.json'))).toEqual({ kind: 'read', policy: EXAMPLE, unknownKeys: [] });
  expect(parsePolicy(EXAMPLE).kind).toBe('read');
});

test('the reference page has every policy, its names and what it does', () => {
  const page = made('docs/it/policies.md');
  for (const name of POLICY_NAMES) {
    for (const words of [`\`${name}\``, `\`${registryName(name)}\``, POLICIES[name].says, POLICIES[name].unset])
      expect(page).toContain(words);
  }
});

test.each([
  ['win32', ['VuDesktop.admx', 'cy-GB/VuDesktop.adml', 'en-US/VuDesktop.adml', 'intune.md', 'policies.md']],
  ['darwin', ['policies.md', 'vu-desktop.mobileconfig']],
  ['linux', ['policies.md', 'policy.json']],
])('a package for %s brings that system’s templates and the reference page', (platform, names) => {
  const folder = mkdtempSync(join(tmpdir(), 'vu-templates-'));
  writePolicyTemplates(folder, platform);
  const written = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(written.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort()).toEqual(names);
  rmSync(folder, { recursive: true });
});

test('the check names each file that is not what the declaration makes', () => {
  expect(checkPolicyFiles((file) => files.get(file) ?? null)).toBe('');
  expect(checkPolicyFiles((file) => (file.endsWith('.admx') ? `${files.get(file)} ` : (files.get(file) ?? null)))).toBe(
    'build/policy/windows/VuDesktop.admx is not what electron/policy/policies.ts makes: run npm run policy',
  );
  expect(checkPolicyFiles(() => null).split('\n')).toHaveLength(files.size);
});
