import assert from 'node:assert/strict';
import { CoinbaseError } from '../../../nodes/lib/rules/errors';
import { propertyReader, unsetVariable, type NodeConfig, type Red } from '../../../nodes/lib/runtime';
import { FakeNode, fakeRed } from './fake-red';

const read = (config: NodeConfig, evaluate?: Red['util']['evaluateNodeProperty']): Promise<unknown> =>
  propertyReader(fakeRed(evaluate), new FakeNode(), config, 'ORDER_INVALID').read('x', {});

const refused = (why: RegExp) => (error: unknown) =>
  error instanceof CoinbaseError &&
  error.code === 'ORDER_INVALID' &&
  error.details.field === 'x' &&
  why.test(error.message);

describe('a typed property', () => {
  it('is text as it stands, and undefined when empty', async () => {
    assert.equal(await read({ x: '0.10' }), '0.10');
    assert.equal(await read({ x: ' 5 ', xType: 'str' }), ' 5 ');
    for (const x of ['', undefined, null]) assert.equal(await read({ x, xType: 'msg' }), undefined);
  });

  it('waits for a context store that answers late', async () => {
    const late: Red['util']['evaluateNodeProperty'] = (_v, _t, _n, _m, callback) =>
      void setImmediate(() => callback(null, 7));
    assert.equal(await read({ x: 'key', xType: 'flow' }, late), 7);
  });

  it('is refused by name when it cannot be read', async () => {
    const throws: Red['util']['evaluateNodeProperty'] = () => {
      throw new SyntaxError('Unexpected token');
    };
    const missing: Red['util']['evaluateNodeProperty'] = () => {
      throw new TypeError("Cannot read properties of undefined (reading 'b')");
    };
    const errs: Red['util']['evaluateNodeProperty'] = (_v, _t, _n, _m, callback) =>
      callback({ message: 'odd' });
    await assert.rejects(
      read({ x: '{', xType: 'json' }, throws),
      refused(/x: json cannot be evaluated: Unexpected token/),
    );
    await assert.rejects(read({ x: 'a.b', xType: 'msg' }, missing), refused(/msg\.a\.b is not there/));
    await assert.rejects(read({ x: '$', xType: 'jsonata' }, errs), refused(/odd/));
    await assert.rejects(read({ x: 5 }), refused(/not text/));
    await assert.rejects(read({ x: 'a', xType: 'cred' }), refused(/type/));
    await assert.rejects(read({ x: '${NOT_SET}' }), refused(/NOT_SET is not set/));
  });

  it('knows what Node-RED leaves of a variable that is not set', () => {
    assert.equal(unsetVariable('${A_B}'), 'A_B');
    assert.equal(unsetVariable(' ${A}\n'), 'A');
    for (const text of ['A', '$A', 'x${A}', '${A}x', '']) assert.equal(unsetVariable(text), undefined);
  });
});
