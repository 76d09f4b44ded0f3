/** Writes PostgreSQL's configuration file for the embedded server. */

export interface ServerSettings {
  port: number;
  /** False only for throw-away data: commits then no longer wait for the disk. */
  durable: boolean;
}

/** The whole `postgresql.conf`. It is written at every start, so that an upgrade brings its settings along. */
export function postgresqlConf({ port, durable }: ServerSettings): string {
  const settings: Record<string, string | number> = {
    listen_addresses: "'127.0.0.1'",
    unix_socket_directories: "''",
    port,
    max_connections: 100,
    password_encryption: "'scram-sha-256'",
    shared_buffers: "'256MB'",
    effective_cache_size: "'1GB'",
    work_mem: "'16MB'",
    maintenance_work_mem: "'128MB'",
    random_page_cost: 1.1,
    // Compiling a plan costs more than it saves on the short statements sent here.
    jit: "off",
    wal_buffers: "'16MB'",
    min_wal_size: "'512MB'",
    max_wal_size: "'4GB'",
    checkpoint_timeout: "'15min'",
    // Deliveries and jobs are updated a few times and then left alone: clean up early and often.
    autovacuum_naptime: "'20s'",
    autovacuum_vacuum_scale_factor: 0.05,
    autovacuum_vacuum_cost_limit: 1000,
    log_checkpoints: "off",
    log_min_messages: "warning",
    log_timezone: "'UTC'",
    timezone: "'UTC'",
    datestyle: "'iso, mdy'",
    default_text_search_config: "'pg_catalog.simple'",
    ...(durable
      ? { fsync: "on", synchronous_commit: "on", full_page_writes: "on" }
      : {
          fsync: "off",
          synchronous_commit: "off",
          full_page_writes: "off",
          wal_level: "minimal",
          max_wal_senders: 0,
        }),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`);
  return `# Written by Signalbox at every start; changes made here are lost.\n${lines.join("\n")}\n`;
}
