import { expect, test } from 'vitest';
import { markedItems } from '../../electron/shell/clipboard-marks.ts';

const native = (format: string): string => `electron application/osclipboard;format="${format}"`;

test('what is secret is copied with the words that each system takes for keeping it out of history and cloud', async () => {
  const windows = markedItems('CDFGH-23456', 'win32');
  expect(Object.keys(windows)).toEqual([
    'text/plain',
    native('ExcludeClipboardContentFromMonitorProcessing'),
    native('CanIncludeInClipboardHistory'),
    native('CanUploadToCloudClipboard'),
  ]);
  expect(windows['text/plain']).toBe('CDFGH-23456');
  const zero = windows[native('CanUploadToCloudClipboard')];
  expect(zero instanceof Blob && [...new Uint8Array(await zero.arrayBuffer())]).toEqual([0, 0, 0, 0]);
  expect(Object.keys(markedItems('x', 'darwin'))).toEqual(['text/plain', native('org.nspasteboard.ConcealedType')]);
  expect(Object.keys(markedItems('x', 'linux'))).toEqual(['text/plain', native('x-kde-passwordManagerHint')]);
  expect(Object.keys(markedItems('x', 'freebsd'))).toEqual(['text/plain']);
});
