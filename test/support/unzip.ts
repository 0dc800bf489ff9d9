import { inflateRawSync } from 'node:zlib';

const END_OF_CENTRAL = Buffer.from('504b0506', 'hex');
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;

/** The files of a zip archive by name, read by its directory as an unpacker does. Knows nothing of how ours is written. */
export function unzip(archive: Buffer): Map<string, string> {
  const end = archive.lastIndexOf(END_OF_CENTRAL);
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  const files = new Map<string, string>();
  for (let index = 0; index < count; index += 1) {
    const packed = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const local = archive.readUInt32LE(at + 42);
    const name = archive.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength);
    const begin = local + LOCAL_BYTES + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    files.set(name, inflateRawSync(archive.subarray(begin, begin + packed)).toString('utf8'));
    at += CENTRAL_BYTES + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return files;
}
