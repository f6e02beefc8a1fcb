import compression from 'compression';
import type { Handler } from 'express';

/**
 * Compresses answers from 1 kB on by what the client takes, Brotli before gzip, off the event loop and at levels that
 * cost some 10 ms for 400 kB; sets `Vary`. The length of a compressed answer tells of its content (BREACH): for answers
 * that hold nothing secret, so not for the doors. What it compresses must not be a part of a file (`Range`).
 */
export const compressed: Handler = compression();
