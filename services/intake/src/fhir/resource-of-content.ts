import type { AnswerContent } from '@kuulolla/contracts/feedback-event';
import { linksOf, type MaisaMapping } from './maisa-mapping.ts';
import type { Item } from './questionnaire-response.ts';

/** What we keep of an answer, with the version it is. */
export interface KeptVersion {
  /** Logical id of the resource. */
  readonly id: string;
  readonly revision: number;
  /** Epoch ms. */
  readonly receivedAt: number;
  readonly amended: boolean;
  readonly content: AnswerContent;
}

/**
 * What we keep, as a QuestionnaireResponse that `interpretResponse` reads back to the same content: no person, the
 * comment as it was redacted, `meta` our own version.
 */
export function resourceOfContent(kept: KeptVersion, mapping: MaisaMapping): Record<string, unknown> {
  const { content } = kept;
  const { unit, questionnaire, language, respondent } = content;
  const placed = unitElements(unit, mapping);
  return {
    resourceType: 'QuestionnaireResponse',
    id: kept.id,
    meta: { versionId: String(kept.revision), lastUpdated: new Date(kept.receivedAt).toISOString() },
    ...(language === null ? {} : { language }),
    ...(placed.extension ? { extension: placed.extension } : {}),
    ...(questionnaire === null ? {} : { questionnaire }),
    status: kept.amended ? 'amended' : 'completed',
    authored: new Date(content.answeredAt).toISOString(),
    ...(placed.author ? { author: placed.author } : {}),
    ...(respondent === 'relative' ? { source: { type: 'RelatedPerson' } } : {}),
    ...itemsElement([...(placed.item ?? []), ...itemsOf(content, mapping)]),
  };
}

function itemsOf({ questionnaire, nps, comment, statements }: AnswerContent, mapping: MaisaMapping): Item[] {
  const links = linksOf(mapping, questionnaire);
  const [dontKnow = 'dont-know'] = mapping.dontKnow;
  const items: Item[] = [];
  const add = (linkId: string | undefined, value: object) => {
    if (linkId !== undefined) items.push({ linkId, answer: [value] });
  };
  if (nps !== null) add(links.nps, { valueInteger: nps });
  for (const [name, value] of Object.entries(statements)) {
    add(
      links.statements[name],
      value === null ? { valueCoding: { code: dontKnow } } : { valueInteger: value },
    );
  }
  if (comment?.text) add(links.comment, { valueString: comment.text });
  return items;
}

/** FHIR has no empty lists. */
function itemsElement(item: Item[]): { item?: Item[] } {
  return item.length === 0 ? {} : { item };
}

interface UnitElements {
  readonly author?: object;
  readonly extension?: readonly object[];
  readonly item?: readonly Item[];
}

function unitElements(unit: number, { unit: place }: MaisaMapping): UnitElements {
  const value = String(unit);
  if (place.path === 'author.identifier') return { author: { identifier: { value } } };
  if (place.path === 'extension') return { extension: [{ url: place.url, valueString: value }] };
  return { item: [{ linkId: place.linkId, answer: [{ valueString: value }] }] };
}
