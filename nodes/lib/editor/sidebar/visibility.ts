/**
 * Tells whether a person can see the element: its tab is the one that shows, its sidebar is open, and the browser's own
 * tab is in front. Told at once, and at each change.
 */
export function watchVisibility(element: HTMLElement, told: (seen: boolean) => void): void {
  let onScreen = false;
  const tell = (): void => told(onScreen && document.visibilityState === 'visible');
  new IntersectionObserver((entries) => {
    onScreen = entries[entries.length - 1]?.isIntersecting ?? onScreen;
    tell();
  }).observe(element);
  document.addEventListener('visibilitychange', tell);
}
