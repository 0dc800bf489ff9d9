/** A call into the OS that may never return. */
type NativeCall = <R>(call: () => Promise<R>) => Promise<R>;

export interface OneAtATime {
  /**
   * Runs a job that makes native calls, one after the other and never beside another job's. Answers null when the job
   * failed, took longer than the limit (waiting included), or could not begin because an earlier call still hangs.
   */
  run<T>(job: (native: NativeCall) => Promise<T>): Promise<T | null>;
}

export interface OneAtATimeOptions {
  readonly limitMs: number;
  readonly after: (ms: number, fn: () => void) => () => void;
  readonly log: (code: string) => void;
}

/**
 * A hung keychain call holds one of the four threads that all file access shares, and four of them stop the process
 * (measured: reference, keychain facts). So only one is ever in flight, and after one that hung there is never another.
 */
export function createOneAtATime({ limitMs, after, log }: OneAtATimeOptions): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  let broken = false;

  return {
    run(job) {
      let expired = false;
      let calling = false;
      let expire = (): void => {};
      const expiry = new Promise<never>((_resolve, reject) => {
        expire = () => reject(new Error('time limit'));
      });
      expiry.catch(() => {});
      const cancel = after(limitMs, () => {
        expired = true;
        if (calling) {
          broken = true;
          log('KEYCHAIN-HANGS');
        }
        expire();
      });
      const native: NativeCall = async (call) => {
        if (broken || expired) throw new Error('not available');
        calling = true;
        try {
          return await Promise.race([call(), expiry]);
        } finally {
          calling = false;
        }
      };
      const attempt = async () => {
        try {
          return await job(native);
        } catch {
          // The OS's own words may name the person or the machine, so only that it failed is told.
          if (!broken && !expired) log('KEYCHAIN-FAILED');
          return null;
        } finally {
          cancel();
        }
      };
      const begun = last.then(attempt);
      last = begun;
      return Promise.race([begun, expiry.catch(() => null)]);
    },
  };
}
