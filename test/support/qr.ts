import { spawn } from 'node:child_process';

/** What a scanner reads in a picture (PNG) of a screen with one QR code on it; throws when it finds none. On Debian: apt-get install zbar-tools. */
export function readQr(picture: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const scanner = spawn('zbarimg', ['--quiet', '--raw', '--nodbus', '-Sdisable', '-Sqrcode.enable', 'PNG:-'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    let found = '';
    let complaint = '';
    scanner.stdout.setEncoding('utf8').on('data', (text: string) => {
      found += text;
    });
    scanner.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint += text;
    });
    scanner.once('error', reject);
    scanner.once('close', (code) => {
      const codes = found.trim().split('\n');
      if (code === 0 && codes.length === 1) resolve(codes[0] ?? '');
      else reject(new Error(`zbarimg found ${code === 0 ? codes.length : 'no'} QR codes: ${complaint}`));
    });
    scanner.stdin.end(picture);
  });
}
