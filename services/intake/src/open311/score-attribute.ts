/** A score is its plain digits, 0 to 10: never rounded, never clamped, no sign, fraction or leading zero. */
export const scorePattern = /^(10|[0-9])$/;
