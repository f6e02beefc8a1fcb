import type { HttpProblem } from '@kuulolla/service-kit/http-problem';
import type { Response } from 'express';
import { formatOf } from './answer-format.ts';
import { type GeoReportNode, toXml } from './georeport-xml.ts';

/** Sends `node` in the format asked for; `root` is the element that holds it in XML. */
export function sendGeoReport(response: Response, root: string, node: GeoReportNode, status = 200): void {
  response.status(status);
  // Words may be in it, and the key in the address it would be kept under.
  response.setHeader('Cache-Control', 'no-store');
  // Buffers, lest express writes a charset of its own.
  if (formatOf(response) === 'xml') {
    response.setHeader('Content-Type', 'text/xml; charset=utf-8');
    response.send(Buffer.from(toXml(root, node), 'utf8'));
  } else {
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.send(Buffer.from(JSON.stringify(node), 'utf8'));
  }
}

/** Sends a problem as `[{code, description}]` or `<errors>`, the HTTP status as its code. */
export function sendGeoReportProblem(response: Response, problem: HttpProblem): void {
  sendGeoReport(response, 'errors', [{ code: problem.status, description: problem.message }], problem.status);
}
