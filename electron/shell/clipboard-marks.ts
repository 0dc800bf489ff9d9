/**
 * What the system and its tools take as a word not to keep what is copied: Windows' history and its cloud, what watches
 * the clipboard there, managers of it on macOS (nspasteboard.org) and KDE's. A number is Windows' own of four bytes.
 */
const NOT_TO_BE_KEPT: Readonly<Partial<Record<NodeJS.Platform, Readonly<Record<string, Uint8Array>>>>> = {
  win32: {
    ExcludeClipboardContentFromMonitorProcessing: new Uint8Array(4),
    CanIncludeInClipboardHistory: new Uint8Array(4),
    CanUploadToCloudClipboard: new Uint8Array(4),
  },
  darwin: { 'org.nspasteboard.ConcealedType': new Uint8Array(0) },
  linux: { 'x-kde-passwordManagerHint': new TextEncoder().encode('secret') },
};

/** Marked text in one item, as the current Electron writes it: all of it at once, or an application would see it unmarked. */
export function markedItems(text: string, platform: NodeJS.Platform): Record<string, string | Blob> {
  const marks = Object.entries(NOT_TO_BE_KEPT[platform] ?? {}).map(([format, bytes]): [string, Blob] => [
    `electron application/osclipboard;format="${format}"`,
    new Blob([bytes as Uint8Array<ArrayBuffer>]),
  ]);
  return { 'text/plain': text, ...Object.fromEntries(marks) };
}
