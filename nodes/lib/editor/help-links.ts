/**
 * Links from the help of one node to that of another: `<a href="#" data-coinbase-help="coinbase-place-order">`. Node-RED
 * has no such link of its own. Call it once for a page.
 */
export function followHelpLinks(page: Document): void {
  page.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[data-coinbase-help]') : null;
    const type = link?.getAttribute('data-coinbase-help') ?? '';
    // A type of anybody else is not ours to show.
    if (!/^coinbase-[a-z-]+$/.test(type)) return;
    event.preventDefault();
    RED.sidebar.help.show(type);
  });
}
