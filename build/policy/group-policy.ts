import type { PolicyName, Setting } from '../../electron/policy/policies.ts';
import { TEXT_MOST } from '../../electron/policy/text-forms.ts';
import { REGISTRY_KEY, registryName } from '../../electron/policy/windows-registry.ts';
import { ALL, combinations } from './example.ts';
import type { TemplateWords } from './words.ts';
import { xml } from './xml.ts';

/**
 * The administrative templates of Group Policy, which Intune takes as well: what can be set and where it is written
 * (ADMX), and the words for it (ADML). By the schema PolicyDefinitions.xsd 1.0, whose order of elements is kept. No
 * other template is needed first, since Intune would then want that one too.
 */

const NAMESPACE = 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions';
const CATEGORY = 'VuDesktop';
const SUPPORTED = 'SUPPORTED_VuDesktop';
/** Group Policy shows a template anew only when this rises. */
const REVISION = '1.0';

const HEAD = `<?xml version="1.0" encoding="utf-8"?>\n<!-- Made by npm run policy from electron/policy/policies.ts. -->\n`;

/** The values of a setting that is chosen from a list, as the registry holds them. */
function items(setting: Setting): readonly (readonly string[])[] {
  if (setting.kind === 'choice') return Object.keys(setting.choices).map((choice) => [choice]);
  return setting.kind === 'choices' ? combinations(Object.keys(setting.choices)) : [];
}

function itemId(name: PolicyName, item: readonly string[]): string {
  return `${registryName(name)}_${item.join('_').replace(/[^A-Za-z0-9_]/g, '')}`;
}

function element(name: PolicyName, setting: Setting): string {
  const id = registryName(name);
  const attributes = `id="${id}" valueName="${id}" required="true"`;
  switch (setting.kind) {
    case 'yes-or-no':
      return '';
    case 'text':
      return `<text ${attributes} maxLength="${TEXT_MOST}" />`;
    case 'whole-number':
      return `<decimal ${attributes} minValue="${setting.least}" maxValue="${setting.most}" />`;
    case 'choice':
    case 'choices': {
      const listed = items(setting).map(
        (item) =>
          `          <item displayName="$(string.${itemId(name, item)})">\n            <value><string>${xml(item.join(','))}</string></value>\n          </item>`,
      );
      return `<enum ${attributes}>\n${listed.join('\n')}\n        </enum>`;
    }
    default:
      return setting satisfies never;
  }
}

function policy(name: PolicyName, setting: Setting): string {
  const id = registryName(name);
  const isSwitch = setting.kind === 'yes-or-no';
  const attributes = [
    `name="${id}" class="Both" displayName="$(string.${id})" explainText="$(string.${id}_Explain)"`,
    `key="${xml(REGISTRY_KEY)}"`,
    isSwitch ? `valueName="${id}"` : `presentation="$(presentation.${id})"`,
  ].join(' ');
  const values = isSwitch
    ? `      <enabledValue><decimal value="1" /></enabledValue>\n      <disabledValue><decimal value="0" /></disabledValue>`
    : `      <elements>\n        ${element(name, setting)}\n      </elements>`;
  return `    <policy ${attributes}>\n      <parentCategory ref="${CATEGORY}" />\n      <supportedOn ref="${SUPPORTED}" />\n${values}\n    </policy>`;
}

export function admx(): string {
  return `${HEAD}<policyDefinitions xmlns="${NAMESPACE}" revision="${REVISION}" schemaVersion="1.0">
  <policyNamespaces>
    <target prefix="vudesktop" namespace="VuDesktop.Policies" />
  </policyNamespaces>
  <resources minRequiredRevision="${REVISION}" />
  <supportedOn>
    <definitions>
      <definition name="${SUPPORTED}" displayName="$(string.${SUPPORTED})" />
    </definitions>
  </supportedOn>
  <categories>
    <category name="${CATEGORY}" displayName="$(string.${CATEGORY})" />
  </categories>
  <policies>
${ALL.map(([name, setting]) => policy(name, setting)).join('\n')}
  </policies>
</policyDefinitions>
`;
}

function presentation(name: PolicyName, setting: Setting, label: string): string {
  const id = registryName(name);
  const words = xml(label);
  switch (setting.kind) {
    case 'yes-or-no':
      return '';
    case 'text':
      return `      <presentation id="${id}">\n        <textBox refId="${id}"><label>${words}</label></textBox>\n      </presentation>\n`;
    case 'whole-number':
      return `      <presentation id="${id}">\n        <decimalTextBox refId="${id}" defaultValue="${setting.example}">${words}</decimalTextBox>\n      </presentation>\n`;
    case 'choice':
    case 'choices':
      return `      <presentation id="${id}">\n        <dropdownList refId="${id}" noSort="true" defaultItem="0">${words}</dropdownList>\n      </presentation>\n`;
    default:
      return setting satisfies never;
  }
}

/** The words of the template in a language. */
export function adml(words: TemplateWords): string {
  const strings = new Map<string, string>([
    [CATEGORY, 'Vu Desktop'],
    [SUPPORTED, words.supported],
  ]);
  for (const [name, setting] of ALL) {
    const id = registryName(name);
    const { title, says, unset } = words.of(name);
    strings.set(id, title);
    strings.set(`${id}_Explain`, `${says}\n\n${words.notSet} ${unset}`);
    for (const item of items(setting)) strings.set(itemId(name, item), item.map((choice) => words.choice(name, choice)).join(', '));
  }
  const table = [...strings].map(([id, text]) => `      <string id="${id}">${xml(text)}</string>`).join('\n');
  return `${HEAD}<policyDefinitionResources xmlns="${NAMESPACE}" revision="${REVISION}" schemaVersion="1.0">
  <displayName>Vu Desktop</displayName>
  <description>${xml(words.description)}</description>
  <resources>
    <stringTable>
${table}
    </stringTable>
    <presentationTable>
${ALL.map(([name, setting]) => presentation(name, setting, words.of(name).title)).join('')}    </presentationTable>
  </resources>
</policyDefinitionResources>
`;
}
