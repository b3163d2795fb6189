import path from 'node:path';
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
  DOCUMENT_STORE: z
    .string()
    .refine((value) => readStore(value, '', {}) !== null, {
      error: 'must be like file:/folder or s3:https://host/bucket/prefix?region=name',
    })
    .optional(),
  AWS_ACCESS_KEY_ID: z.string().optional(),
  AWS_SECRET_ACCESS_KEY: z.string().optional(),
  CLAMD_URL: z.url({ protocol: /^tcp$/, error: 'must be like tcp://host:3310' }).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be like smtp://user:password@host:587' }).optional(),
  PUBLIC_URL: z.url().optional(),
  DISCLOSURE_THRESHOLD: whole(5, 1, 1000),
  API_RATE_LIMIT: whole(1200, 1, 1_000_000),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('warn'),
});

/** Where documents lie (DOCUMENT_STORE). */
export type StorePlace =
  | { kind: 'file'; path: string }
  | {
      kind: 's3';
      /** Scheme, host and port. */
      endpoint: string;
      bucket: string;
      /** Before every key: empty, or ending in a slash. */
      prefix: string;
      region: string;
      accessKeyId: string;
      secretAccessKey: string;
    };

export interface Config {
  production: boolean;
  port: number;
  host: string;
  dataDir: string;
  databaseUrl?: string;
  databaseOwnerUrl?: string;
  databaseReplicaUrl?: string;
  sessionSecret: string;
  /** 32 bytes; absent in a demo, which makes its own. */
  documentKey?: Buffer;
  documentStore: StorePlace;
  clamd?: { host: string; port: number };
  smtpUrl?: string;
  publicUrl: string;
  disclosureThreshold: number;
  /** What one token, or one address without, may ask of the API in a minute; most requests cost one point. */
  apiPointsAMinute: number;
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
  if (given.DOCUMENT_STORE?.startsWith('s3:') && !(given.AWS_ACCESS_KEY_ID && given.AWS_SECRET_ACCESS_KEY)) {
    wrong.push('DOCUMENT_STORE in a bucket wants AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  }
  if (production && Number(given.DISCLOSURE_THRESHOLD ?? 5) < 3) {
    wrong.push('DISCLOSURE_THRESHOLD is never below 3 in production');
  }
  if (!parsed.success || wrong.length > 0) {
    throw new ConfigError(`The environment needs attention: ${wrong.join('; ')}`);
  }
  const settings = parsed.data;
  const clamd = settings.CLAMD_URL && new URL(settings.CLAMD_URL);
  return {
    production,
    port: settings.PORT,
    host: settings.HOST,
    dataDir: settings.DATA_DIR,
    databaseUrl: settings.DATABASE_URL,
    databaseOwnerUrl: settings.DATABASE_OWNER_URL,
    databaseReplicaUrl: settings.DATABASE_REPLICA_URL,
    sessionSecret: settings.SESSION_SECRET ?? 'only-for-the-embedded-demo-never-in-production',
    documentKey: settings.DOCUMENT_KEY ? Buffer.from(settings.DOCUMENT_KEY, 'base64') : undefined,
    documentStore: readStore(settings.DOCUMENT_STORE, settings.DATA_DIR, settings) ?? unreadable(),
    clamd: clamd ? { host: clamd.hostname, port: Number(clamd.port || 3310) } : undefined,
    smtpUrl: settings.SMTP_URL,
    publicUrl: settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`,
    disclosureThreshold: settings.DISCLOSURE_THRESHOLD,
    apiPointsAMinute: settings.API_RATE_LIMIT,
    logLevel: settings.LOG_LEVEL,
  };
}

function readStore(
  value: string | undefined,
  dataDir: string,
  keys: { AWS_ACCESS_KEY_ID?: string; AWS_SECRET_ACCESS_KEY?: string },
): StorePlace | null {
  if (value === undefined) return { kind: 'file', path: path.resolve(dataDir, 'documents') };
  const [, kind, rest = ''] = /^(file|s3):(.+)$/.exec(value) ?? [];
  if (kind === 'file') return { kind, path: path.resolve(rest.replace(/^\/\/(?=\/)/, '')) };
  if (kind !== 's3' || !URL.canParse(rest)) return null;
  const url = new URL(rest);
  const [bucket = '', ...prefix] = url.pathname.split('/').filter(Boolean);
  if (!/^https?:$/.test(url.protocol) || bucket === '' || url.username !== '') return null;
  return {
    kind,
    endpoint: url.origin,
    bucket,
    prefix: prefix.map((part) => `${part}/`).join(''),
    region: url.searchParams.get('region') ?? 'us-east-1',
    accessKeyId: keys.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: keys.AWS_SECRET_ACCESS_KEY ?? '',
  };
}

function unreadable(): never {
  throw new ConfigError('DOCUMENT_STORE cannot be read');
}
