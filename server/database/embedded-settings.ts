import { stat, statfs } from 'node:fs/promises';

const ENOUGH_SHARED_MEMORY = 256 * 1024 * 1024;

/** Containers often have no /dev/shm, or one of 64 MB, too small for parallel queries: then use files instead. */
async function sharedMemoryType(): Promise<'posix' | 'mmap'> {
  if (process.platform !== 'linux') return 'posix';
  try {
    const free = await statfs('/dev/shm');
    const open = ((await stat('/dev/shm')).mode & 0o003) === 0o003;
    return open && free.bavail * free.bsize >= ENOUGH_SHARED_MEMORY ? 'posix' : 'mmap';
  } catch {
    return 'mmap';
  }
}

const flags = (settings: Record<string, string | number>): string[] =>
  Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** For tests, whose data may be lost. */
const DISPOSABLE = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

export const singleUserFlags = (disposable: boolean): string[] =>
  flags({ dynamic_shared_memory_type: 'mmap', log_checkpoints: 'off', ...(disposable ? DISPOSABLE : {}) });

export async function serverFlags(port: number, disposable: boolean): Promise<string[]> {
  return flags({
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: disposable ? 120 : 60,
    shared_buffers: '128MB',
    dynamic_shared_memory_type: await sharedMemoryType(),
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'off',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
    // The log must not hold what the tables hold: no statements, and no details such as the values of a row.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    ...(disposable ? DISPOSABLE : {}),
  });
}
