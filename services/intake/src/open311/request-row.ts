import { splitAnswerId } from '@kuulolla/contracts/source';
import type { GivenAnswer } from '@kuulolla/store/answer-document';
import type { GeoReportNode } from './georeport-xml.ts';
import type { Open311Config } from './open311-config.ts';
import type { CatalogueLanguage } from './service-catalogue.ts';
import { unitType } from './service-object.ts';
import { w3cTime } from './w3c-time.ts';

export interface RowOptions {
  /** Words and the score are for the source itself; the rest of a request is public. */
  readonly withWords: boolean;
  readonly withExtensions: boolean;
  readonly language: CatalogueLanguage;
}

/**
 * An answer as a service request of GeoReport v2, in the order of its fields. It stays `open`: nothing here closes
 * feedback. It was requested when it was received, as the filters have it, whatever day it counts on: who pages by that
 * time misses none that was handed over late. What we do not keep (place, media, agency) is empty; coordinates are left out, for an empty one is no number.
 */
export function requestRow(answer: GivenAnswer, config: Open311Config, options: RowOptions): GeoReportNode {
  const { content, receivedAt } = answer;
  const code = content.questionnaire?.replace(/^helfi\//, '') ?? null;
  const service = config.services.find((known) => known.code === code);
  const words = options.withWords ? { description: content.comment?.text ?? null } : {};
  return {
    service_request_id: splitAnswerId(answer.id).ownId,
    status: 'open',
    ...(options.withWords ? { status_notes: null } : {}),
    service_name: service?.name[options.language] ?? null,
    service_code: code,
    ...words,
    agency_responsible: null,
    service_notice: null,
    requested_datetime: w3cTime(receivedAt),
    updated_datetime: w3cTime(receivedAt),
    expected_datetime: null,
    address: null,
    address_id: null,
    zipcode: null,
    media_url: null,
    ...(options.withExtensions ? { extended_attributes: extensionsOf(answer, options) } : {}),
  };
}

function extensionsOf({ content }: GivenAnswer, { withWords }: RowOptions): GeoReportNode {
  return {
    service_object_id: String(content.unit),
    service_object_type: unitType,
    ...(withWords ? { nps: content.nps } : {}),
  };
}
