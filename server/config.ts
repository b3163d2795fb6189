import { z } from 'zod';

/** What is wrong with the environment, one line that names everything at once. */
export class ConfigError extends Error {}

const whole = (fallback: number, least: number, most: number) => {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce
    .number({ error })
    .int({ error })
    .min(least, { error })
    .max(most, { error })
    .default(fallback);
};
const database = z
  .url({ protocol: /^postgres(ql)?$/, error: 'must be like postgres://role:password@host:5432/name' })
  .optional();

const environment = z.object({
  NODE_ENV: z.string().default('development'),
  PORT: whole(3000, 0, 65535),
  HOST: z.string().min(1).default('127.0.0.1'),
  DATA_DIR: z.string().min(1).default('.data'),
  DATABASE_URL: database,
  DATABASE_OWNER_URL: database,
  DATABASE_REPLICA_URL: database,
  SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  DOCUMENT_KEY: z.string().optional(),
  PUBLIC_URL: z.url().optional(),
  DISCLOSURE_THRESHOLD: whole(5, 1, 1000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),
});

export interface Config {
  production: boolean;
  port: number;
  host: string;
  dataDir: string;
  databaseUrl?: string;
  databaseOwnerUrl?: string;
  databaseReplicaUrl?: string;
  sessionSecret: string;
  publicUrl: string;
  disclosureThreshold: number;
  logLevel: string;
}

/**
 * Reads the environment once (CONTRACT, Environment).
 * @param env variables by name; an empty string counts as not set
 * @throws ConfigError naming every variable that is wrong or, in production, missing
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  const wrong = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  const production = given.NODE_ENV === 'production';
  const missing = production
    ? ['DATABASE_URL', 'DATABASE_OWNER_URL', 'SESSION_SECRET', 'DOCUMENT_KEY', 'PUBLIC_URL'].filter(
        (name) => !given[name],
      )
    : [];
  if (missing.length > 0) wrong.push(`not set: ${missing.join(', ')}`);
  if (given.DOCUMENT_KEY && Buffer.from(given.DOCUMENT_KEY, 'base64').length !== 32) {
    wrong.push('DOCUMENT_KEY must be 32 bytes in base64');
  }
  if (production && Number(given.DISCLOSURE_THRESHOLD ?? 5) < 3) {
    wrong.push('DISCLOSURE_THRESHOLD is never below 3 in production');
  }
  if (!parsed.success || wrong.length > 0) {
    throw new ConfigError(`The environment needs attention: ${wrong.join('; ')}`);
  }
  const settings = parsed.data;
  return {
    production,
    port: settings.PORT,
    host: settings.HOST,
    dataDir: settings.DATA_DIR,
    databaseUrl: settings.DATABASE_URL,
    databaseOwnerUrl: settings.DATABASE_OWNER_URL,
    databaseReplicaUrl: settings.DATABASE_REPLICA_URL,
    sessionSecret: settings.SESSION_SECRET ?? 'only-for-the-embedded-demo-never-in-production',
    publicUrl: settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`,
    disclosureThreshold: settings.DISCLOSURE_THRESHOLD,
    logLevel: settings.LOG_LEVEL,
  };
}
