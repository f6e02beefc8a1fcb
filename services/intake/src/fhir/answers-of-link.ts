import { type Answer, type Item, nameOfValue, type QuestionnaireResponse } from './questionnaire-response.ts';

/** An answer and where it stands, as a FHIRPath such as `QuestionnaireResponse.item[1].answer[0]`. */
export interface PlacedAnswer {
  readonly path: string;
  readonly answer: Answer;
}

/**
 * All answers to the questions of this linkId, in their order, however deep they are nested in items and answers. One may
 * carry only an extension that says why there is no value (`_valueInteger`): that is no answer.
 */
export function answersOfLink(response: QuestionnaireResponse, linkId: string): PlacedAnswer[] {
  return [...answersIn(response.item, 'QuestionnaireResponse')]
    .filter((placed) => placed.linkId === linkId && nameOfValue(placed.answer) !== undefined)
    .map(({ path, answer }) => ({ path, answer }));
}

function* answersIn(
  items: readonly Item[] | undefined,
  parent: string,
): Generator<PlacedAnswer & { readonly linkId: string }> {
  for (const [index, item] of (items ?? []).entries()) {
    const path = `${parent}.item[${index}]`;
    for (const [place, answer] of (item.answer ?? []).entries()) {
      const answerPath = `${path}.answer[${place}]`;
      yield { linkId: item.linkId, path: answerPath, answer };
      yield* answersIn(answer.item, answerPath);
    }
    yield* answersIn(item.item, path);
  }
}
