import { readFileSync } from 'node:fs';
import { SettingsError } from '@kuulolla/service-kit/settings';
import type { z } from 'zod';
import { type AttributeSetting, open311FileSchema } from './open311-config-file.ts';

type File = z.infer<typeof open311FileSchema>;
type ValueList = File['valueLists'][string];

/** An attribute of a service as its definition shows it. `order` from 1; `values` is empty unless it is a list. */
export interface ServiceAttribute extends Omit<AttributeSetting, 'values'> {
  readonly order: number;
  readonly values: ValueList;
}

/** A kind of feedback one can leave. */
export interface Service extends Omit<File['services'][number], 'attributes'> {
  readonly attributes: readonly ServiceAttribute[];
}

/** What the Open311 door is set to: the file with its references resolved. */
export interface Open311Config extends Omit<File, 'valueLists' | 'attributes' | 'services'> {
  readonly services: readonly Service[];
}

const shippedFile = new URL('./helfi-services.json', import.meta.url);

/**
 * Reads the file of the Open311 door, the shipped one without a name. Throws a SettingsError that names what is wrong in
 * it.
 */
export function loadOpen311Config(file: string | URL = shippedFile): Open311Config {
  let sent: unknown;
  try {
    sent = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new SettingsError(
      'The file of the Open311 services cannot be read as JSON; check its name and content.',
    );
  }
  const parsed = open311FileSchema.safeParse(sent);
  if (parsed.success) return resolved(parsed.data);
  const issue = parsed.error.issues[0];
  const place = issue?.path.length ? issue.path.join('.') : 'its content';
  throw new SettingsError(`In the file of the Open311 services ${place} is wrong: ${issue?.message}.`);
}

function resolved({ valueLists, attributes, services, ...rest }: File): Open311Config {
  const byCode = new Map(attributes.map((attribute) => [attribute.code, attribute]));
  return {
    ...rest,
    services: services.map((service) => ({
      ...service,
      attributes: service.attributes.flatMap((code, index) => {
        const attribute = byCode.get(code);
        if (!attribute) return [];
        const values = attribute.values === undefined ? [] : (valueLists[attribute.values] ?? []);
        return [{ ...attribute, values, order: index + 1 }];
      }),
    })),
  };
}
