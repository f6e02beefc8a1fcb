import type { DeviceAnswer } from '@kuulolla/contracts/device-answer';

/** What somebody sends to a door, in the door's own form. `at` is when it is sent, epoch ms. */
export type TownMessage =
  /** `POST /v1/feedback`, alone or among others. */
  | { readonly door: 'units'; readonly act: 'give'; readonly at: number; readonly body: DeviceAnswer }
  /** `PUT /v1/feedback/{id}`. */
  | { readonly door: 'units'; readonly act: 'correct'; readonly at: number; readonly body: DeviceAnswer }
  /** `DELETE /v1/feedback/{id}?revision=`. */
  | {
      readonly door: 'units';
      readonly act: 'withdraw';
      readonly at: number;
      readonly id: string;
      readonly revision: number;
    }
  /** `POST /fhir/R4/QuestionnaireResponse`. */
  | {
      readonly door: 'maisa';
      readonly act: 'give' | 'correct' | 'withdraw';
      readonly at: number;
      readonly body: ResponseResource;
    }
  /** `POST /open311/v2/requests.json`; the key is sent as `Idempotency-Key`. */
  | {
      readonly door: 'helfi';
      readonly act: 'give';
      readonly at: number;
      readonly key: string;
      readonly form: Readonly<Record<string, string>>;
    };

/** A FHIR R4 QuestionnaireResponse, as far as the portal fills it in. */
export interface ResponseResource {
  readonly resourceType: 'QuestionnaireResponse';
  readonly meta: { readonly lastUpdated: string };
  readonly language: string;
  readonly identifier: { readonly value: string };
  readonly questionnaire: string;
  readonly status: 'completed' | 'amended' | 'entered-in-error';
  readonly authored: string;
  readonly author: { readonly identifier: { readonly system?: string; readonly value: string } };
  readonly source?: { readonly type: string };
  readonly item?: readonly {
    readonly linkId: string;
    readonly answer: readonly ({ readonly valueInteger: number } | { readonly valueString: string })[];
  }[];
}
