import type { KeychainStore } from './device-trust.ts';

/**
 * The OS keychain through keytar: Credential Manager, Keychain, Secret Service. The only importer of keytar.
 * It is loaded at first use, so that start-up doesn't wait for a native module; one that can't be loaded rejects like
 * any other failure. keytar's own searches are never called: on a locked Secret Service one of them ends the process.
 */
export function keytarStore(): KeychainStore {
  const load = async () => (await import('keytar')).default;
  return {
    get: async (service, account) => (await load()).getPassword(service, account),
    set: async (service, account, value) => (await load()).setPassword(service, account, value),
    remove: async (service, account) => (await load()).deletePassword(service, account),
  };
}
