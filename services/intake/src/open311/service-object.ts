import { unitIdTextSchema } from '@kuulolla/contracts/unit-id';
import { HttpProblem } from '@kuulolla/service-kit/http-problem';
import { type FormFields, singleField } from './form-fields.ts';

/** `unit`, and the older dialect of the Service Map's address, with or without TLS, `/unit` and a slash at the end. */
const unitTypes =
  /^(unit|https?:\/\/(www|api)\.hel\.fi\/(palvelukarttaws\/rest\/v[1-4]|servicemap\/v[12])(\/unit)?\/?)$/i;

/** What we call the type in answers. */
export const unitType = 'unit';

/**
 * The Service Map id in `service_object_id` with `service_object_type`, or null without either. 400 for one without the
 * other, an unknown type or an id that is no number.
 */
export function unitOfForm(form: FormFields): number | null {
  const id = singleField(form, 'service_object_id');
  const type = singleField(form, 'service_object_type');
  if (id === null && type === null) return null;
  if (id === null)
    throw wrong('service_object_id', 'service_object_id is missing; it goes with service_object_type.');
  if (type === null) throw wrong('service_object_type', 'service_object_type is missing; send unit.');
  if (!unitTypes.test(type.trim())) {
    throw wrong(
      'service_object_type',
      'service_object_type must be unit or https://www.hel.fi/servicemap/v2.',
    );
  }
  const unit = unitIdTextSchema.safeParse(id.trim());
  if (unit.success) return unit.data;
  throw wrong(
    'service_object_id',
    'service_object_id must be the number of a unit in the Service Map, of at most seven digits.',
  );
}

function wrong(field: string, message: string): HttpProblem {
  return new HttpProblem(400, 'bad-service-object', message, { field });
}
