// The yardstick of the recorder: copies events from Kafka to MongoDB as they are, with the plain libraries, and does nothing
// else, which is what a sink connector does. Tells its parent how many it has copied.
import { Kafka, logLevel } from 'kafkajs';
import { MongoClient } from 'mongodb';

const {
  KAFKA_BROKERS: broker = '',
  KAFKA_TOPIC: topic = '',
  MONGODB_URL: url = '',
  MONGODB_DATABASE: database = '',
} = process.env;

const mostAtOnce = 500;
const client = await MongoClient.connect(url);
const copies = client.db(database).collection<{ _id: string }>('copies');
const kafka = new Kafka({ clientId: 'bare-copy', brokers: [broker], logLevel: logLevel.NOTHING });
const consumer = kafka.consumer({ groupId: 'bare-copy' });
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
let copied = 0;
await consumer.run({
  async eachBatch({ batch, heartbeat }) {
    for (let at = 0; at < batch.messages.length; at += mostAtOnce) {
      const messages = batch.messages.slice(at, at + mostAtOnce);
      await copies.insertMany(
        messages.map(({ key, value }) => ({ _id: String(key), ...JSON.parse(String(value)) })),
      );
      await heartbeat();
      copied += messages.length;
      process.send?.(copied);
    }
  },
});
process.on('disconnect', () => process.exit());
