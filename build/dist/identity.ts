/**
 * What the operating systems know the desktop by. Installed copies and IT's deployments refer to these, so none of them
 * may ever change: a new value makes an upgrade into a second installation beside the first. A test pins them.
 */
export const IDENTITY = {
  /** macOS bundle id and Windows AppUserModelID: the product's domain (package.json, homepage) backwards. */
  appId: 'example.vu.desktop',
  /** Names the files of Linux packages and the executable there. */
  executable: 'vu-desktop',
  /** Where Windows lists the NSIS installation for upgrade and uninstallation. */
  nsisGuid: '41b76477-088a-4346-a18f-a43e71a6cd9f',
  /** By this Windows Installer finds the earlier version that an MSI replaces. */
  msiUpgradeCode: '0180B287-C0FC-46D0-B251-3899F7330210',
  /** The MSI's component that registers the links. */
  msiLinksComponent: '71B9B1A6-1FA8-41FF-9BD5-899ED1C99ED7',
  /** Links such as `vu:` that open the desktop. */
  scheme: 'vu',
} as const;
