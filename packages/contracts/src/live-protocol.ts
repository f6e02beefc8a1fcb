import { z } from 'zod';
import { changeSchema, scopeSchema, scoreSchema, windowSchema } from './score.ts';

/** The websocket's subprotocol at `/live`. */
export const liveSubprotocol = 'kuulolla.v1';

export const closeCodes = {
  goingAway: 1001,
  messageTooBig: 1009,
  internalError: 1011,
  badMessage: 4400,
  notSignedIn: 4401,
  notYours: 4403,
  tooSlow: 4408,
} as const;

/** A client's message may take this many bytes. */
export const maxClientMessageBytes = 64 * 1024;
export const maxScopesPerMessage = 1000;

const scopes = z.array(scopeSchema).min(1).max(maxScopesPerMessage);
const windows = z.array(windowSchema).min(1).max(windowSchema.options.length);

export const subscribeSchema = z.strictObject({
  type: z.literal('subscribe'),
  scopes,
  windows,
  /** Asks for the change against the window before beside each score. */
  with: z.array(z.literal('changes')).max(1).optional(),
});
export const unsubscribeSchema = z.strictObject({
  type: z.literal('unsubscribe'),
  scopes,
  windows: windows.optional(),
});
export const clientMessageSchema = z.discriminatedUnion('type', [subscribeSchema, unsubscribeSchema]);
export type ClientMessage = z.infer<typeof clientMessageSchema>;

/** Complete for its scope: it replaces all the client knows of it, so a lost one needs no repair. */
export const scoresMessageSchema = z.object({
  type: z.enum(['snapshot', 'update']),
  scope: scopeSchema,
  /** One gateway's life. With a new epoch the client forgets what it knew. */
  epoch: z.string(),
  /** Rises within an epoch; a client keeps the highest. */
  seq: z.int().min(0),
  scores: z.partialRecord(windowSchema, scoreSchema),
  changes: z.partialRecord(windowSchema, changeSchema).optional(),
});
export type ScoresMessage = z.infer<typeof scoresMessageSchema>;

export const errorMessageSchema = z.object({
  type: z.literal('error'),
  code: z.string(),
  message: z.string(),
});
export const serverMessageSchema = z.union([scoresMessageSchema, errorMessageSchema]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;
