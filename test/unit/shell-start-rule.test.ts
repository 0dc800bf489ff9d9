import { describe, expect, test } from 'vitest';
import { judgeStart } from '../../electron/shell/start-rule.ts';

const judge = (argv: readonly string[], variables: readonly string[] = [], platform: NodeJS.Platform = 'linux') =>
  judgeStart(argv, variables, platform);

describe('an installed desktop', () => {
  test('takes its own switches and those with which it looks and speaks right', () => {
    const argv = [
      '--api=https://vu.example',
      '--user-data-dir',
      '/home/siân/vu',
      '--force-renderer-accessibility',
      '--disable-gpu',
      '--lang=cy',
    ];
    expect(judge(argv)).toEqual({ switches: [], variables: [], refused: [] });
  });

  test.each([
    'log-net-log=/tmp/log',
    'ssl-key-log-file=/tmp/keys',
    'proxy-server=http://attacker.example',
    'auth-server-allowlist=*',
    'remote-debugging-port=0',
    'host-rules=MAP * attacker.example',
    'ignore-certificate-errors',
    'renderer-cmd-prefix=/tmp/program',
    'user-agent=x',
    'a-switch-that-comes-with-the-next-release=1',
  ])('has --%s taken away, after one dash too', (given) => {
    const name = given.split('=')[0];
    expect(judge([`--${given}`])).toEqual({ switches: [name], variables: [], refused: [] });
    expect(judge([`-${given}`])).toEqual({ switches: [name], variables: [], refused: [] });
  });

  test.each([
    'no-sandbox',
    'disable-gpu-sandbox',
    'disable-seccomp-filter-sandbox',
    'no-zygote',
    'zygote-cmd-prefix=/tmp/program',
    'single-process',
    'in-process-gpu',
    'browser-subprocess-path=/tmp/program',
    'js-flags=--prof',
    'enable-features=X',
    'disable-features=X',
    'force-fieldtrials=X/Y',
    'enable-logging',
    'log-file=/tmp/log',
    'v=9',
    'vmodule=*=9',
    'trace-startup-file=/tmp/trace',
    'enable-tracing',
  ])('does not start with --%s', (given) => {
    expect(judge([`--${given}`]).refused).toEqual([`--${given.split('=')[0]}`]);
    expect(judge([`-${given}`]).refused).toEqual([`--${given.split('=')[0]}`]);
  });

  test('reads no switch behind the end of switches, in a link or in a path', () => {
    expect(judge(['--', '--no-sandbox']).refused).toEqual([]);
    expect(judge(['vu:--no-sandbox', '/tmp/no-sandbox', '-'])).toEqual({ switches: [], variables: [], refused: [] });
  });

  test('reads switches on Windows as Windows’ programs do', () => {
    expect(judge(['/No-Sandbox', '/LOG-NET-LOG=C:\\log', '/API=https://vu.example'], [], 'win32')).toEqual({
      switches: ['no-sandbox', 'log-net-log'],
      variables: [],
      refused: ['--no-sandbox'],
    });
  });

  test('forgets the variables that can say what a switch can, and does not start with those that were read', () => {
    const variables = ['SSLKEYLOGFILE', 'sslkeylogfile', 'NODE_OPTIONS', 'ELECTRON_RUN_AS_NODE', 'CHROME_LOG_FILE'];
    expect(judge([], [...variables, 'PATH', 'HOME', 'https_proxy', 'ELECTRON_OZONE_PLATFORM_HINT'])).toEqual({
      switches: [],
      variables,
      refused: [],
    });
    expect(judge([], ['ELECTRON_ENABLE_LOGGING', 'ELECTRON_LOG_FILE', 'ELECTRON_DISABLE_SANDBOX']).refused).toHaveLength(3);
  });
});
