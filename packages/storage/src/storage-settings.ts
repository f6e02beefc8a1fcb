import { listSetting, SettingsError } from '@kuulolla/service-kit/settings';
import { z } from 'zod';

/** Which log and which store, and how to reach them. Without KAFKA_BROKERS and MONGODB_URL both are files in DATA_DIR. */
export const storageSettings = {
  DATA_DIR: z.string().default('.kuulolla'),
  SAMPLE: z.enum(['on', 'off'], { error: 'it must be on or off' }).optional(),
  KAFKA_BROKERS: listSetting
    .pipe(
      z.array(z.string().regex(/^[^\s:]+:\d{1,5}$/, { error: 'it must be host:port, set apart by commas' })),
    )
    .optional(),
  KAFKA_TOPIC: z
    .string()
    .regex(/^[a-zA-Z0-9._-]{1,200}$/, { error: 'it must be letters, digits, dots, dashes and underscores' })
    .default('feedback'),
  KAFKA_TLS_CA: z.string().optional(),
  KAFKA_SASL_USERNAME: z.string().optional(),
  KAFKA_SASL_PASSWORD: z.string().optional(),
  MONGODB_URL: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, { error: 'it must begin with mongodb:// or mongodb+srv://' })
    .optional(),
  MONGODB_DATABASE: z
    .string()
    .regex(/^[a-zA-Z0-9_-]{1,60}$/, { error: 'it must be letters, digits, dashes and underscores' })
    .default('kuulolla'),
  MONGODB_TLS_CA: z.string().optional(),
  MONGODB_USERNAME: z.string().optional(),
  MONGODB_PASSWORD: z.string().optional(),
};

export type StorageSettings = z.infer<z.ZodObject<typeof storageSettings>>;

/** Refuses what is half set: a user without a password, TLS or sign-in for a server that is not named. */
export function checkStorageSettings(settings: StorageSettings): void {
  pair(settings, 'KAFKA_SASL_USERNAME', 'KAFKA_SASL_PASSWORD');
  pair(settings, 'MONGODB_USERNAME', 'MONGODB_PASSWORD');
  for (const name of ['KAFKA_TLS_CA', 'KAFKA_SASL_USERNAME'] as const) needs(settings, name, 'KAFKA_BROKERS');
  for (const name of ['MONGODB_TLS_CA', 'MONGODB_USERNAME'] as const) needs(settings, name, 'MONGODB_URL');
  if ((settings.KAFKA_BROKERS === undefined) !== (settings.MONGODB_URL === undefined)) {
    throw new SettingsError(
      'KAFKA_BROKERS and MONGODB_URL go together: set both, or neither for files in DATA_DIR.',
    );
  }
}

function pair(settings: StorageSettings, one: keyof StorageSettings, other: keyof StorageSettings): void {
  if ((settings[one] === undefined) === (settings[other] === undefined)) return;
  throw new SettingsError(`${one} and ${other} go together: set both or neither.`);
}

function needs(settings: StorageSettings, name: keyof StorageSettings, server: keyof StorageSettings): void {
  if (settings[name] !== undefined && settings[server] === undefined) {
    throw new SettingsError(`${name} is set without ${server}.`);
  }
}
