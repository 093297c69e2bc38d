import { createSidebar } from '../lib/editor/sidebar/sidebar';

const ID = 'coinbase-sidebar';
const ACTION = 'coinbase:show-sidebar';

RED.plugins.registerPlugin(ID, {
  onadd() {
    const { element, stop } = createSidebar({
      text: (key, values) => this._(key, values),
      mayAct: RED.user.hasPermission('coinbase-sidebar.write'),
    });
    RED.sidebar.addTab({
      id: ID,
      name: this._('name'),
      label: this._('label'),
      iconClass: 'fa fa-line-chart',
      content: element,
      action: ACTION,
      enableOnEdit: true,
    });
    RED.actions.add(ACTION, () => RED.sidebar.show(ID));
    RED.events.on('logout', stop);
  },
});
