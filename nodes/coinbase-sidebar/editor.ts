import { followHelpLinks } from '../lib/editor/help-links';
import { createSidebar } from '../lib/editor/sidebar/sidebar';

const ID = 'coinbase-sidebar';
const ACTION = 'coinbase:show-sidebar';

RED.plugins.registerPlugin(ID, {
  onadd() {
    const build = () =>
      createSidebar({
        text: (key, values) => this._(key, values),
        mayAct: RED.user.hasPermission('coinbase-sidebar.write'),
      });
    let sidebar = build();
    RED.sidebar.addTab({
      id: ID,
      name: this._('name'),
      label: this._('label'),
      iconClass: 'fa fa-line-chart',
      content: sidebar.element,
      action: ACTION,
      enableOnEdit: true,
    });
    RED.actions.add(ACTION, () => RED.sidebar.show(ID));
    RED.events.on('logout', () => sidebar.stop());
    // Who logged in may do other things.
    RED.events.on('login', () => {
      const { element, stop } = sidebar;
      stop();
      sidebar = build();
      element.replaceWith(sidebar.element);
    });
    followHelpLinks(document);
  },
});
