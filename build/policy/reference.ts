import { NEEDS, type PolicyName, type Setting } from '../../electron/policy/policies.ts';
import { kindInWords } from '../../electron/policy/policy.ts';
import { LINUX_POLICY_FILE } from '../../electron/policy/policy-file.ts';
import { BUNDLE_ID } from '../../electron/policy/read.ts';
import { REGISTRY_KEY, registryName } from '../../electron/policy/windows-registry.ts';
import { ALL, combinations } from './example.ts';

const MADE = '<!-- Made by npm run policy from electron/policy/policies.ts. -->';

function registryForm(setting: Setting): string {
  switch (setting.kind) {
    case 'whole-number':
      return '`REG_DWORD`';
    case 'yes-or-no':
      return '`REG_DWORD`, 1 or 0';
    case 'choices':
      return '`REG_SZ`, with commas between';
    case 'text':
    case 'choice':
      return '`REG_SZ`';
    default:
      return setting satisfies never;
  }
}

function choices(setting: Setting): string {
  if (!('choices' in setting)) return '';
  const rows = Object.entries(setting.choices).map(([choice, label]) => `| \`${choice}\` | ${label} |`);
  return `\n\n| Value | Means |\n| --- | --- |\n${rows.join('\n')}`;
}

function section(name: PolicyName, setting: Setting): string {
  const needs = NEEDS.filter((need) => need.name === name).map(({ is, needs: other, toBe }) => {
    const when = is === undefined ? '' : `With \`${JSON.stringify(is)}\` it needs`;
    return `${when || 'Needs'} \`${other}\`${toBe === undefined ? '' : ` to be \`${JSON.stringify(toBe)}\``}.`;
  });
  return `### ${setting.title}

${[setting.says, ...needs].join(' ')}${choices(setting)}

- **Name** \`${name}\`; in the registry \`${registryName(name)}\` (${registryForm(setting)})
- **Value** ${kindInWords(setting)}, for instance \`${JSON.stringify(setting.example)}\`
- **Where it isn’t set** ${setting.unset}
- **A change holds** ${setting.takesHold === 'within-minutes' ? 'within five minutes, and as soon as somebody unlocks the computer' : 'from the next start of the desktop'}`;
}

/** The reference page of everything that IT can set. */
export function referencePage(): string {
  return `${MADE}

# What IT can set

Each of these is set for a computer and holds for everybody who signs in there. They can only make the desktop stricter
than the council’s own rules in the Vu API, or say how it reaches the network; none can make it laxer. Where a person
would otherwise choose, the desktop says “Managed by your organisation”.

## Where they are set

| System | Place | Templates |
| --- | --- | --- |
| Windows | \`HKLM\\${REGISTRY_KEY}\`, or where there is nothing, \`HKCU\\${REGISTRY_KEY}\`. The two are never mixed. | \`build/policy/windows/\`: \`VuDesktop.admx\` with its words in English and Welsh; for Intune see \`intune.md\` there |
| macOS | Forced preferences of \`${BUNDLE_ID}\`, from a configuration profile: the computer’s, or where there are none, the person’s. What somebody writes with \`defaults\` doesn’t count. | \`build/policy/macos/vu-desktop.mobileconfig\` |
| Linux | \`${LINUX_POLICY_FILE}\`: a regular file (not a link), owned by root, writable by nobody else, at most 64 KiB | \`build/policy/linux/policy.json\` |

On Linux, as root:

\`\`\`sh
install -D -o root -g root -m 0644 policy.json ${LINUX_POLICY_FILE}
\`\`\`

The Linux file was tested with the desktop itself. The readers for Windows and macOS were tested with samples of what
\`reg.exe\`, PowerShell and \`plutil\` write, not on those systems; the templates were checked for their form.

Each installed desktop brings the templates of its system and this page: in \`resources/policy\` of where it is installed
(macOS: \`Contents/Resources/policy\`).

## When something is wrong with them

One wrong value, or a file that isn’t root’s, and **none** of the settings is used. The desktop says on its screens that
the settings could not be read, with the reference \`POLICY-01\`; its log says which setting is wrong and what it must be
(Help, *Open the log folder*). At a start it then keeps to the strict side: this computer isn’t trusted and its window is
kept out of screenshots. Where it was running already, the settings from before go on holding. A setting with a name that
this version doesn’t know is left out, and named in the log.

## The settings

${ALL.map(([name, setting]) => section(name, setting)).join('\n\n')}
`;
}

/** How Intune takes the template. */
export function intuneNotes(): string {
  const area = 'VuDesktop~Policy~VuDesktop';
  const rows = ALL.map(
    ([name, setting]) => `| \`./Device/Vendor/MSFT/Policy/Config/${area}/${registryName(name)}\` | \`${omaValue(name, setting)}\` |`,
  );
  return `${MADE}

# Intune

Not tried in an Intune tenant: it follows Microsoft’s description of imported administrative templates and of the Policy
CSP.

## Imported template

1. In the Intune admin centre: *Devices*, *Manage devices*, *Configuration*, *Import ADMX*; give it \`VuDesktop.admx\` and \`en-US/VuDesktop.adml\`.
   It needs no other template first.
2. *Create*, *New policy*, *Windows 10 and later*, *Templates*, *Imported Administrative templates*; set what you want
   under *Vu Desktop* for the computer and assign it.

## By OMA-URI

A custom profile does the same. First the template, as a string, with the content of \`VuDesktop.admx\`:

\`./Device/Vendor/MSFT/Policy/ConfigOperations/ADMXInstall/VuDesktop/Policy/VuDesktopAdmx\`

Then each setting, as a string:

| OMA-URI | Value, for instance |
| --- | --- |
${rows.join('\n')}

Either way ends in \`HKLM\\${REGISTRY_KEY}\`, which \`reg query "HKLM\\${REGISTRY_KEY}"\` shows.
`;
}

function omaValue(name: PolicyName, setting: Setting): string {
  if (setting.kind === 'yes-or-no') return setting.example ? '<enabled/>' : '<disabled/>';
  const example = setting.kind === 'choices' ? (combinations([...setting.example]).at(-1) ?? []).join(',') : setting.example;
  return `<enabled/><data id="${registryName(name)}" value="${example}"/>`;
}
