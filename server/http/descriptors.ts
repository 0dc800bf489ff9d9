import { readFileSync } from 'node:fs';

/**
 * How many files and connections the system lets this process have open at once: the soft limit, which Node raises to the
 * hard one as it starts. Null where there is no such limit, as on Windows.
 */
export function descriptorLimit(): number | null {
  return fromLinux() ?? fromReport();
}

/** `Max open files            1024                 524288               files`, see proc_pid_limits(5). */
function fromLinux(): number | null {
  try {
    return numberOf(/^Max open files\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]);
  } catch {
    // Another system, where Node says.
    return null;
  }
}

/** Node's diagnostic report has the limits of every system with POSIX's getrlimit, macOS among them. */
function fromReport(): number | null {
  // Or it would look up the names of all that this process is connected with.
  const made: unknown = Object.assign(process.report, { excludeNetwork: true }).getReport();
  const text = typeof made === 'string' ? made : JSON.stringify(made);
  return numberOf(/"open_files":\s*\{\s*"soft":\s*"?(\w+)/.exec(text)?.[1]);
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}
