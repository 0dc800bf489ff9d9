import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BundledPackage } from '../bundled-packages.ts';
import { checkout, nodeModules } from '../folders.mjs';
import { IDENTITY } from './identity.ts';
import type { Revision } from './revision.ts';

/** The CycloneDX edition that current scanners read. */
const SPECIFICATION = '1.6';

/** What an artefact is made of besides our own code. */
export interface Ingredients {
  readonly packages: readonly BundledPackage[];
  /** Names and versions of what Electron says it is made of; null where it can't be run, being for another system. */
  readonly runtime: Readonly<Record<string, string>> | null;
  readonly electron: string;
}

/** Parts of Electron that vulnerabilities are published for, by the names that its `process.versions` has for them. */
const RUNTIME_PARTS = [
  { key: 'chrome', name: 'chromium', cpe: (version: string) => `cpe:2.3:a:google:chrome:${version}:*:*:*:*:*:*:*` },
  { key: 'node', name: 'node', cpe: (version: string) => `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*` },
  { key: 'v8', name: 'v8', cpe: null },
  { key: 'openssl', name: 'boringssl', cpe: null },
] as const;

/**
 * A CycloneDX bill of materials, as JSON: what is in the artefact, and no more than that. No time but the commit's and no
 * random number is in it, so that two builds of a commit have the same.
 */
export function billOfMaterials(version: string, revision: Revision, { packages, runtime, electron }: Ingredients): string {
  const own = `pkg:generic/${IDENTITY.executable}@${version}?vcs_url=git%2B${revision.commit}`;
  const components = [
    {
      type: 'framework',
      'bom-ref': `electron@${electron}`,
      name: 'electron',
      version: electron,
      licenses: [{ license: { id: 'MIT' } }],
      purl: `pkg:npm/electron@${electron}`,
      cpe: `cpe:2.3:a:electronjs:electron:${electron}:*:*:*:*:*:*:*`,
    },
    ...RUNTIME_PARTS.flatMap(({ key, name, cpe }) => {
      const found = runtime?.[key];
      return found === undefined
        ? []
        : [{ type: 'library', 'bom-ref': `${name}@${found}`, name, version: found, ...(cpe === null ? {} : { cpe: cpe(found) }) }];
    }),
    ...packages.map(packageComponent),
  ];
  const bom = {
    $schema: `http://cyclonedx.org/schema/bom-${SPECIFICATION}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion: SPECIFICATION,
    version: 1,
    metadata: {
      timestamp: new Date(revision.sourceDateEpoch * 1000).toISOString(),
      component: {
        type: 'application',
        'bom-ref': own,
        name: IDENTITY.executable,
        version,
        purl: own,
        properties: [{ name: 'commit', value: revision.commit }],
      },
    },
    components,
    dependencies: [{ ref: own, dependsOn: components.map((component) => component['bom-ref']) }],
  };
  const serialNumber = `urn:uuid:${uuidOf(JSON.stringify(bom))}`;
  return `${JSON.stringify({ ...bom, serialNumber }, null, 2)}\n`;
}

function packageComponent({ name, version, folder }: BundledPackage) {
  const { license } = JSON.parse(readFileSync(path.join(nodeModules, folder, 'package.json'), 'utf8')) as { license: string };
  const [scope, base] = name.startsWith('@') ? name.split('/') : [null, name];
  return {
    type: 'library',
    'bom-ref': `${name}@${version}`,
    ...(scope === null ? {} : { group: scope }),
    name: base,
    version,
    hashes: [{ alg: 'SHA-512', content: lockedHash(folder) }],
    licenses: [{ license: { id: license } }],
    purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
  };
}

/** The hash of a package's archive that the lockfile pins, in hexadecimal. */
function lockedHash(folder: string): string {
  const { packages } = JSON.parse(readFileSync(path.join(checkout, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity?: string } | undefined>;
  };
  const integrity = packages[`node_modules/${folder}`]?.integrity;
  if (integrity?.startsWith('sha512-') !== true) throw new Error(`package-lock.json has no SHA-512 of ${folder}.`);
  return Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
}

/** A UUID that stands for some content, in the form of version 8 (RFC 9562, section 5.8: the meaning is one's own). */
function uuidOf(content: string): string {
  const hex = createHash('sha256').update(content).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
