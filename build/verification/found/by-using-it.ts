import * as by from '../files.ts';
import type { Row } from '../row.ts';

/** What went wrong for people who used it as people do. */
export const BY_USING_IT: readonly Row[] = [
  {
    id: '9 settings',
    what: 'A setting that can’t be used ends the start with a stack or with JSON, or is taken for something else',
    tests: by.settings(
      'DATABASE_URL with %s',
      'an sslrootcert %s',
      'TLS files with %s',
      'LISTEN with %s',
      'one that is judged beforehand ends the process with the same line, and nothing else',
      'with %s',
      'with a password that is wrong',
      'TLS that the server has switched off',
      'names the setting as well',
    ),
  },
  {
    id: '9 files',
    what: 'A file is not read that begins with a byte-order mark, is UTF-16 or has the line ends of Windows',
    tests: by.settings(
      'reads settings %s',
      'refuses %s by name',
      'TLS files are taken as an editor on Windows saves them',
      'settings are taken from a file that begins with a mark and has the line ends of Windows, by whatever put them there',
    ),
  },
];
