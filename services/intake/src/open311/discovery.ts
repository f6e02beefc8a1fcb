import type { Request } from 'express';
import type { Open311Config } from './open311-config.ts';
import type { CatalogueLanguage } from './service-catalogue.ts';

/** The discovery document of Open311: where this door is and what it speaks. */
export function discovery(config: Open311Config, url: string, language: CatalogueLanguage) {
  return {
    changeset: config.changeset,
    contact: config.contact[language],
    key_service: config.keyService[language],
    endpoints: [
      {
        specification: 'http://wiki.open311.org/GeoReport_v2',
        url,
        changeset: config.changeset,
        type: 'production',
        formats: ['text/xml', 'application/json'],
      },
    ],
  };
}

/** The configured address, else the one the caller used, as far as its `Host` is a plain one. */
export function endpointUrl(config: Open311Config, request: Request): string {
  if (config.publicUrl !== null) return config.publicUrl.replace(/\/$/, '');
  const host = request.get('host') ?? '';
  const isPlain = /^([A-Za-z0-9.-]{1,253}|\[[0-9a-fA-F:.]{2,45}\])(:\d{1,5})?$/.test(host);
  return isPlain ? `${request.protocol}://${host}${config.basePath}` : config.basePath;
}
