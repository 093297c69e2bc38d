import assert from 'node:assert/strict';
import { messageReads } from '../../../nodes/lib/rules/message-reads';

describe('what a node would read from a message', () => {
  it('is every field that says msg, each property once with all its fields', () => {
    const fields = [
      { label: 'Product', type: 'msg', value: 'topic' },
      { label: 'Amount', type: 'msg', value: 'payload.amount' },
      { label: 'Key', type: 'msg', value: 'topic' },
    ];
    assert.deepEqual(messageReads(fields), {
      properties: [
        { property: 'msg.topic', labels: ['Product', 'Key'] },
        { property: 'msg.payload.amount', labels: ['Amount'] },
      ],
      expressions: [],
    });
  });

  it('is nothing for what comes from the form, the contexts or the environment, or is empty', () => {
    const fields = ['str', 'flow', 'global', 'env', 'json'].map((type) => ({
      label: type,
      type,
      value: 'x',
    }));
    const empty = { label: 'empty', type: 'msg', value: '' };
    assert.deepEqual(messageReads([...fields, empty]), { properties: [], expressions: [] });
  });

  it('is whatever a JSONata expression names, and what the node reads besides', () => {
    const fields = [{ label: 'Amount', type: 'jsonata', value: 'payload * 2' }];
    assert.deepEqual(messageReads(fields, ['headers']), {
      properties: [{ property: 'msg.headers', labels: [] }],
      expressions: ['Amount'],
    });
  });

  it('names a property once that a field and the node itself read', () => {
    const fields = [{ label: 'Body', type: 'msg', value: 'payload' }];
    assert.deepEqual(messageReads(fields, ['payload']).properties, [
      { property: 'msg.payload', labels: ['Body'] },
    ]);
  });
});
