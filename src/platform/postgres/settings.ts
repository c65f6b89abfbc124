/**
 * The embedded server's settings: durable like production, sized for a small machine.
 * Given on the command line, so a changed default reaches data folders that exist.
 */
export const settings = (port: number): string[] =>
  Object.entries({
    listen_addresses: '127.0.0.1',
    port: `${port}`,
    unix_socket_directories: '',
    max_connections: '100',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    shared_buffers: '256MB',
    effective_cache_size: '1GB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    wal_buffers: '16MB',
    max_wal_size: '4GB',
    min_wal_size: '256MB',
    checkpoint_timeout: '15min',
    random_page_cost: '1.1',
    autovacuum_naptime: '20s',
    // Three at once would take both cores of a small machine from those who buy.
    autovacuum_max_workers: '1',
    // Plans here are short; compiling them costs more than it saves.
    jit: 'off',
    // Worker processes for reads pay off on slow disks, not on a laptop at rest.
    io_method: 'sync',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    log_min_messages: 'warning',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`])
