import type { Policy } from './policies.ts';

/** The part of Electron's `ProxyConfig` that a policy can set. */
export interface ProxySettings {
  readonly mode: 'system' | 'direct' | 'auto_detect' | 'pac_script' | 'fixed_servers';
  readonly pacScript?: string;
  readonly proxyRules?: string;
  readonly proxyBypassRules?: string;
}

/** How the API is reached: the system's way unless IT says otherwise. */
export function proxyFrom({ proxyMode, proxyPacAddress, proxyServer, proxyBypass }: Policy): ProxySettings {
  return {
    mode: proxyMode ?? 'system',
    ...(proxyPacAddress === undefined ? {} : { pacScript: proxyPacAddress }),
    ...(proxyServer === undefined ? {} : { proxyRules: proxyServer }),
    ...(proxyBypass === undefined ? {} : { proxyBypassRules: proxyBypass }),
  };
}
