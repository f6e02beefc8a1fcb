import { containsIdentifier } from '@kuulolla/privacy/screen-id';

const plainName = /^[A-Za-z_$][A-Za-z0-9_$.-]{0,63}$/;

/**
 * A sender's name of a field as an answer may repeat it: plain names only, and none that holds an identity code, a phone
 * number or the like. All others become `(unknown)`.
 */
export function nameableField(name: string): string {
  return plainName.test(name) && !containsIdentifier(name) ? name : '(unknown)';
}
