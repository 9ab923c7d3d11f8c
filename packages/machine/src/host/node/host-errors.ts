import { ERRNO, type Errno } from '@tutti/devices-core';

/** An error as the host's calls throw it. */
export const hostError = (code: keyof typeof ERRNO, path: string): Error =>
  Object.assign(new Error(`${code}: ${path}`), { code });

/** Do something with the host's files. @returns what it does, or the number of the host's error */
export function attempt<T>(action: () => T): T | Errno {
  try {
    return action();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // Errors with other codes, or none, are not the host's.
    if (!/^E[A-Z\d]+$/.test(code)) throw error;
    return ERRNO[code as keyof typeof ERRNO] ?? ERRNO.EIO;
  }
}

/** 0 when the action succeeds. */
export const outcome = (action: () => void): Errno =>
  attempt(() => {
    action();
    return 0;
  });
