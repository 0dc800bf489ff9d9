import { readFile, writeFile } from 'node:fs/promises';
import { IDENTITY } from './identity.ts';

/** electron-builder's list of what is installed ends with this. */
const END_OF_COMPONENTS = '</ComponentGroup>';

/** Adds the registration of links to electron-builder's WiX project, which knows none. Throws when the project isn't as expected. */
export async function registerLinksInMsi(project: string): Promise<void> {
  await writeFile(project, withLinks(await readFile(project, 'utf8')));
}

/** The project with a component that registers `vu:` for the machine, as the NSIS installer does (windows/installer.nsh). */
export function withLinks(project: string): string {
  const [before, after, ...more] = project.split(END_OF_COMPONENTS);
  if (before === undefined || after === undefined || more.length > 0 || !project.includes('Id="mainExecutable"'))
    throw new Error("electron-builder's MSI project has changed: build/dist/msi-links.ts doesn't know where its components end.");
  return `${before}${LINKS}    ${END_OF_COMPONENTS}${after}`;
}

const KEY = `Software\\Classes\\${IDENTITY.scheme}`;
const LINKS = `  <Component Id="VuLinks" Guid="${IDENTITY.msiLinksComponent}">
        <RegistryKey Root="HKLM" Key="${KEY}">
          <RegistryValue Type="string" Value="URL:Vu Desktop" KeyPath="yes"/>
          <RegistryValue Type="string" Name="URL Protocol" Value=""/>
          <RegistryValue Type="string" Key="DefaultIcon" Value="&quot;[#mainExecutable]&quot;,0"/>
          <RegistryValue Type="string" Key="shell\\open\\command" Value="&quot;[#mainExecutable]&quot; -- &quot;%1&quot;"/>
        </RegistryKey>
      </Component>
`;
