import { onlyMethods } from '@kuulolla/service-kit/http-app';
import type { Router } from 'express';
import { discovery, endpointUrl } from './discovery.ts';
import { sendGeoReport } from './georeport-answer.ts';
import type { Open311Door } from './open311-door.ts';
import { serviceDefinition, serviceList, serviceOfCode } from './service-catalogue.ts';

/** `/discovery`, `/services` and `/services/:code`. */
export function addCatalogueRoutes(router: Router, door: Open311Door): void {
  const { config, checkJurisdiction } = door;
  const readOnly = onlyMethods('GET', 'HEAD');
  router.get('/discovery', (request, response) => {
    const document = discovery(config, endpointUrl(config, request), door.languageOf(request));
    sendGeoReport(response, 'discovery', document);
  });
  router.get('/services', checkJurisdiction, (request, response) => {
    sendGeoReport(response, 'services', serviceList(config, door.languageOf(request)));
  });
  router.get('/services/:code', checkJurisdiction, (request, response) => {
    const service = serviceOfCode(String(request.params.code), config);
    sendGeoReport(response, 'service_definition', serviceDefinition(service, door.languageOf(request)));
  });
  for (const path of ['/discovery', '/services', '/services/:code']) router.all(path, readOnly);
}
