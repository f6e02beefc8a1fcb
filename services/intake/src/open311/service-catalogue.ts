import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { type FormFields, singleField } from './form-fields.ts';
import type { Open311Config, Service } from './open311-config.ts';

/** The languages in which services have names. */
export type CatalogueLanguage = 'fi' | 'sv' | 'en';

/** 404 where `jurisdiction_id` is given and is not ours. */
export function requireJurisdiction(jurisdiction: string | null, config: Open311Config): void {
  if (jurisdiction === null || jurisdiction.trim().toLowerCase() === config.jurisdiction.toLowerCase())
    return;
  const message = `jurisdiction_id is unknown; it is ${config.jurisdiction}, or leave it out.`;
  throw new HttpProblem(404, 'jurisdiction-unknown', message, { field: 'jurisdiction_id' });
}

/** The service `service_code` names: 400 without one, 404 for an unknown one. */
export function serviceOfForm(form: FormFields, config: Open311Config): Service {
  const code = singleField(form, 'service_code');
  if (code === null) {
    const message = 'service_code is missing; the codes are listed at services.json.';
    throw new HttpProblem(400, 'service-code-missing', message, { field: 'service_code' });
  }
  return serviceOfCode(code.trim(), config);
}

/** 404 for an unknown code. */
export function serviceOfCode(code: string, config: Open311Config): Service {
  const service = config.services.find((known) => known.code === code);
  if (service) return service;
  const message = 'service_code is unknown; the codes are listed at services.json.';
  throw new HttpProblem(404, 'service-unknown', message, { field: 'service_code' });
}

/** The list of services as GeoReport v2 writes it. */
export function serviceList(config: Open311Config, language: CatalogueLanguage) {
  return config.services.map(({ code, name, description, keywords, group }) => ({
    service_code: code,
    service_name: name[language],
    description: description[language],
    metadata: true,
    type: 'realtime',
    keywords,
    group: group[language],
  }));
}

/** A service definition as GeoReport v2 writes it. */
export function serviceDefinition(service: Service, language: CatalogueLanguage) {
  return {
    service_code: service.code,
    attributes: service.attributes.map(({ code, datatype, required, order, description, values }) => ({
      variable: true,
      code,
      datatype,
      required,
      datatype_description: null,
      order,
      description: description[language],
      values: values.map(({ key, name }) => ({ key, name: name[language] })),
    })),
  };
}
