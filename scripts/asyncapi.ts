import { feedbackEventSchema } from '@kuulolla/contracts/feedback-event';
import {
  clientMessageSchema,
  closeCodes,
  errorMessageSchema,
  liveSubprotocol,
  maxClientMessageBytes,
  scoresMessageSchema,
} from '@kuulolla/contracts/live-protocol';
import { z } from 'zod';

const payload = (schema: z.ZodType) => {
  const { $schema: _schema, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return json;
};
const message = (name: string, summary: string, schema: z.ZodType) => ({
  name,
  summary,
  contentType: 'application/json',
  payload: payload(schema),
});
const reference = (path: string) => ({ $ref: `#/${path}` });

const codes = Object.entries(closeCodes).map(([name, code]) => `${code} ${name}`);

/** The AsyncAPI 3.0 document of the event log and of the websocket. */
export const asyncApiDocument = {
  asyncapi: '3.0.0',
  info: {
    title: 'Kuulolla',
    version: '1',
    license: { name: 'MIT' },
    description: 'What crosses the event log between intake and recorder, and what the live gateway pushes.',
  },
  defaultContentType: 'application/json',
  channels: {
    feedback: {
      address: 'feedback',
      description:
        'CloudEvents 1.0 in binary mode: headers ce_id, ce_source, ce_type, ce_subject, ce_time, ce_specversion, ' +
        'content-type and traceparent, and ce_retriedtime where an operator sent in again what had been kept aside; ' +
        'the key is ce_subject, the id of the answer.',
      messages: { event: message('event', 'What happens to one answer', feedbackEventSchema) },
    },
    live: {
      address: '/live',
      description:
        `Websocket, subprotocol ${liveSubprotocol}. A client message has at most ${maxClientMessageBytes} bytes. ` +
        `Close codes: ${codes.join(', ')}.`,
      messages: {
        client: message('client', 'Subscribes or unsubscribes', clientMessageSchema),
        scores: message('scores', 'The scores of one scope, complete', scoresMessageSchema),
        error: message('error', 'What could not be served; the connection stays', errorMessageSchema),
      },
    },
  },
  operations: {
    recordFeedback: {
      action: 'receive',
      channel: reference('channels/feedback'),
      messages: [reference('channels/feedback/messages/event')],
    },
    watchScores: {
      action: 'receive',
      channel: reference('channels/live'),
      messages: [reference('channels/live/messages/client')],
    },
    pushScores: {
      action: 'send',
      channel: reference('channels/live'),
      messages: [reference('channels/live/messages/scores'), reference('channels/live/messages/error')],
    },
  },
};
