import type { Handler, Request, Response } from 'express';
import type { IntakeDeps } from '../intake-deps.ts';
import { takeFormat } from './answer-format.ts';
import { createFormReader, type FormReader } from './form-body.ts';
import { type FormFields, noFields, parseUrlencoded, singleField } from './form-fields.ts';
import type { Open311Config } from './open311-config.ts';
import { createOpen311Guard, type Open311Guard } from './open311-guard.ts';
import { createReadAfterAccept, type ReadAfterAccept } from './read-after-accept.ts';
import { languageOf } from './request-to-submission.ts';
import { type CatalogueLanguage, requireJurisdiction } from './service-catalogue.ts';

/** What the routes of this door share. */
export interface Open311Door {
  readonly deps: IntakeDeps;
  readonly config: Open311Config;
  readonly forms: FormReader;
  readonly guard: Open311Guard;
  readonly reader: ReadAfterAccept;
  /** The first of all handlers: format and query. */
  readonly open: Handler[];
  /** 404 for another jurisdiction, in the form or the query. */
  readonly checkJurisdiction: Handler;
  queryOf(request: Request): FormFields;
  languageOf(request: Request): CatalogueLanguage;
}

export function createOpen311Door(deps: IntakeDeps, config: Open311Config): Open311Door {
  const forms = createFormReader(deps.limits);
  const queries = new WeakMap<Request, FormFields>();
  const queryOf = (request: Request) => queries.get(request) ?? noFields;
  const bothOf = (request: Request) => [queryOf(request), forms.formOf(request)];
  const takeQuery = (request: Request, _response: Response, next: () => void) => {
    const at = request.url.indexOf('?');
    if (at >= 0) queries.set(request, parseUrlencoded(request.url.slice(at + 1)));
    next();
  };
  return {
    deps,
    config,
    forms,
    guard: createOpen311Guard(deps, config.publicRequestsPerMinute, bothOf),
    reader: createReadAfterAccept(deps.answers),
    open: [takeFormat, takeQuery],
    checkJurisdiction(request, _response, next) {
      for (const fields of bothOf(request))
        requireJurisdiction(singleField(fields, 'jurisdiction_id'), config);
      next();
    },
    queryOf,
    languageOf(request) {
      const [language] = [forms.formOf(request), queryOf(request)].flatMap(
        (fields) => languageOf(fields) ?? [],
      );
      return language === 'sv' || language === 'en' ? language : 'fi';
    },
  };
}
