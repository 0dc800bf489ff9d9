import * as z from 'zod';
import { UPDATE_CHANNELS, type UpdateChannel } from './channels.ts';

/** A name in the feed's own folder: an update never comes from elsewhere. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/;
/** SHA-512 in base64, as electron-updater compares it. */
const SHA512 = /^[A-Za-z0-9+/]{86}==$/;
/** Semantic versioning, without build metadata: two builds of one number can't be told apart. */
const VERSION = /^\d{1,5}\.\d{1,5}\.\d{1,5}(?:-[0-9A-Za-z.-]{1,40})?$/;
/** Twenty times what the desktop is. */
const BYTES_MOST = 4 * 1024 ** 3;

/**
 * What a feed says of its newest version, in JSON, which is YAML too. It is signed as a whole, so it names its channel
 * and its system: one that is signed for another can't be put in its place.
 */
export const manifestSchema = z.strictObject({
  product: z.literal('vu-desktop'),
  channel: z.enum(UPDATE_CHANNELS),
  /** Node's names, e.g. `linux-x64`. */
  system: z.string().regex(/^(linux|win32|darwin)-[a-z0-9]{2,10}$/),
  version: z.string().regex(VERSION),
  releaseDate: z.iso.datetime(),
  /** To how many computers of a hundred it is offered. */
  stagingPercentage: z.int().min(0).max(100),
  files: z
    .array(
      z.strictObject({
        url: z.string().regex(FILE_NAME),
        sha512: z.string().regex(SHA512),
        size: z.int().positive().max(BYTES_MOST),
      }),
    )
    .length(1),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** The name of the feed's file for a channel and a system, as electron-builder's feeds have them. */
export function manifestName(channel: UpdateChannel, platform: string, arch: string): string {
  const system = platform === 'win32' ? '' : platform === 'darwin' ? '-mac' : '-linux';
  return `${channel}${system}${arch === 'x64' ? '' : `-${arch}`}.yml`;
}

/** Where the signature of a file of the feed is. */
export function signatureName(file: string): string {
  return `${file}.sig`;
}
